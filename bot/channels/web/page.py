"""The files of the page: packed once at the start, and asked for again only when they changed."""

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, raw, redirect

STATIC = Path(__file__).resolve().parent / "static"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
}
# Fonts change with the design system alone. The rest is asked for each time, and mostly answered with 304.
CACHE = {".woff2": "public, max-age=604800"}


@dataclass(frozen=True)
class File:
    """One file as it goes out: whole, packed when that is smaller, and its mark."""

    content: bytes
    packed: bytes | None
    headers: dict[str, str]
    kind: str


def pack(content: bytes, ending: str, marked_with: str = "") -> File:
    """Make ready what goes out.

    Args:
        content: the file.
        ending: what it is, such as `.css`.
        marked_with: what else a copy of it must be asked for again for, when it changes: headers of its own.
    """
    packed = gzip.compress(content, 9, mtime=0)
    headers = {
        "Cache-Control": CACHE.get(ending, "no-cache"),
        "ETag": f'"{hashlib.sha256(content + marked_with.encode()).hexdigest()[:20]}"',
        "Vary": "Accept-Encoding",
    }
    return File(content, packed if len(packed) < len(content) * 0.9 else None, headers, TYPES[ending])


def load(path: Path) -> File:
    """Read and pack one file.

    Args:
        path: a file with one of the known endings.
    """
    return pack(path.read_bytes(), path.suffix)


def serve(request: Request, file: File | None) -> HTTPResponse:
    """Answer with a file, or with nothing when the browser's copy is right; 404 when there is none."""
    if file is None:
        return raw(b"", status=404)
    if request.headers.get("if-none-match") == file.headers["ETag"]:
        return raw(b"", status=304, headers=file.headers)
    if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return raw(file.packed, content_type=file.kind, headers={**file.headers, "Content-Encoding": "gzip"})
    return raw(file.content, content_type=file.kind, headers=file.headers)


def add_files(blueprint: Blueprint) -> None:
    """Give a blueprint the page's files; the page itself is school_page.py's.

    Args:
        blueprint: the web channel's.
    """
    files = {path.relative_to(STATIC).as_posix(): load(path) for path in STATIC.rglob("*") if path.suffix in TYPES}

    @blueprint.get("", strict_slashes=True)
    async def without_slash(request: Request) -> HTTPResponse:
        query = f"?{request.query_string}" if request.query_string else ""
        return redirect(f"{request.path}/{query}", status=308)

    @blueprint.get("/<name:str>")
    async def file(request: Request, name: str) -> HTTPResponse:
        return serve(request, files.get(name))

    @blueprint.get("/dkfds/<name:str>")
    async def taken(request: Request, name: str) -> HTTPResponse:
        return serve(request, files.get(f"dkfds/{name}"))
