"""The files of the page."""

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
}


def add_page(blueprint: Blueprint) -> None:
    """Give a blueprint the page at `/` and its files.

    Args:
        blueprint: the web channel's.
    """
    files = {path.name: path.read_bytes() for path in STATIC.iterdir() if path.suffix in TYPES}

    def serve(name: str) -> HTTPResponse:
        return raw(files[name], content_type=TYPES[Path(name).suffix], headers={"Cache-Control": "no-cache"})

    @blueprint.get("/", strict_slashes=True)
    async def page(request: Request) -> HTTPResponse:
        return serve("index.html")

    @blueprint.get("", strict_slashes=True)
    async def without_slash(request: Request) -> HTTPResponse:
        query = f"?{request.query_string}" if request.query_string else ""
        return redirect(f"{request.path}/{query}", status=308)

    @blueprint.get("/<name:str>")
    async def file(request: Request, name: str) -> HTTPResponse:
        return serve(name) if name in files else raw(b"", status=404)
