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


def load(path: Path) -> File:
    """Read and pack one file.

    Args:
        path: a file with one of the known endings.
    """
    content = path.read_bytes()
    packed = gzip.compress(content, 9, mtime=0)
    headers = {
        "Cache-Control": CACHE.get(path.suffix, "no-cache"),
        "ETag": f'"{hashlib.sha256(content).hexdigest()[:20]}"',
        "Vary": "Accept-Encoding",
    }
    return File(content, packed if len(packed) < len(content) * 0.9 else None, headers, TYPES[path.suffix])


def add_page(blueprint: Blueprint) -> None:
    """Give a blueprint the page at `/` and its files.

    Args:
        blueprint: the web channel's.
    """
    files = {path.relative_to(STATIC).as_posix(): load(path) for path in STATIC.rglob("*") if path.suffix in TYPES}

    def serve(request: Request, name: str) -> HTTPResponse:
        file = files.get(name)
        if file is None:
            return raw(b"", status=404)
        if request.headers.get("if-none-match") == file.headers["ETag"]:
            return raw(b"", status=304, headers=file.headers)
        if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
            return raw(file.packed, content_type=file.kind, headers={**file.headers, "Content-Encoding": "gzip"})
        return raw(file.content, content_type=file.kind, headers=file.headers)

    @blueprint.get("/", strict_slashes=True)
    async def page(request: Request) -> HTTPResponse:
        return serve(request, "index.html")

    @blueprint.get("", strict_slashes=True)
    async def without_slash(request: Request) -> HTTPResponse:
        query = f"?{request.query_string}" if request.query_string else ""
        return redirect(f"{request.path}/{query}", status=308)

    @blueprint.get("/<name:str>")
    async def file(request: Request, name: str) -> HTTPResponse:
        return serve(request, name)

    @blueprint.get("/dkfds/<name:str>")
    async def taken(request: Request, name: str) -> HTTPResponse:
        return serve(request, f"dkfds/{name}")
