"""The page as a school has it: its name, logo and colour, and the pages that may show it in a frame."""

import html
import re
from functools import lru_cache

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.headers import let_frame
from bot.channels.web.page import STATIC, File, pack, serve
from bot.channels.web.schools import School, Schools
from deploy.contrast import readable

PLAIN = (STATIC / "index.html").read_text("utf-8")
# What of the page gives way to the school's own; test_school_page.py sees that index.html still has it.
HEAD = "</head>"
MARK = re.compile(r'<svg class="logo".*?</svg>', re.DOTALL)
NAME = '<p class="school" hidden></p>'
# The grounds that the brand's colour stands on as words (chat.css), and the words that stand on it.
LIGHT = ("#ffffff", "#f5f5f5", "#e2f2fb", "#ffe0e0", "#ffeecc")
DARK = ("#121212", "#202020", "#2b2b2b", "#0f3358", "#3b1414", "#362700")
BLACK, WHITE = "#000000", "#ffffff"
ENDINGS = {"image/png": ".png", "image/svg+xml": ".svg"}


@lru_cache(maxsize=64)
def dressed(school: School | None, hosts: tuple[str, ...]) -> File:
    """Return the page for a school.

    Args:
        school: what the directory says of it; None for the neutral page.
        hosts: who may show it; a copy from another time would carry other headers.
    """
    page = PLAIN
    if school:
        name = html.escape(school.name)
        query = f"?skole={school.slug}"
        page = page.replace(NAME, f'<p class="school">{name}</p>')
        if school.accent:
            page = page.replace(HEAD, f'  <link rel="stylesheet" href="skole.css{query}">\n{HEAD}')
        if logo := school.logo:
            # The name stands beside it, so the picture says nothing more.
            size = f'width="{logo.width}" height="{logo.height}"'
            picture = f'<img class="logo picture" src="skole-logo{query}" alt="" {size}>'
            page = MARK.sub(lambda _: picture, page, count=1)
    return pack(page.encode(), ".html", " ".join(hosts))


@lru_cache(maxsize=64)
def colours(accent: str) -> File:
    """Return the school's colour as the page's brand colour: readable as words on every ground, light and dark.

    Args:
        accent: `#` and six digits.
    """
    light = readable(accent, LIGHT, towards=BLACK)
    dark = readable(accent, DARK, towards=WHITE)
    # Not on paper: there all is black.
    rules = (
        f"@media screen {{ :root {{ --brand: {light}; --on-brand: {WHITE}; }} }}\n"
        f"@media screen and (prefers-color-scheme: dark) {{ :root {{ --brand: {dark}; --on-brand: {BLACK}; }} }}\n"
    )
    return pack(rules.encode(), ".css")


def add_school_page(blueprint: Blueprint, schools: Schools) -> None:
    """Give a blueprint the page at `/`, and the school's colour and logo.

    Args:
        blueprint: the web channel's.
        schools: whom to ask for a school.
    """

    @blueprint.get("/", strict_slashes=True)
    async def page(request: Request) -> HTTPResponse:
        school = await schools.find(request.args.get("skole"))
        hosts = schools.hosts(school)
        let_frame(request, hosts)
        return serve(request, dressed(school, hosts))

    @blueprint.get("/skole.css")
    async def css(request: Request) -> HTTPResponse:
        school = await schools.find(request.args.get("skole"))
        return serve(request, colours(school.accent) if school and school.accent else None)

    @blueprint.get("/skole-logo")
    async def picture(request: Request) -> HTTPResponse:
        school = await schools.find(request.args.get("skole"))
        logo = school.logo if school else None
        return serve(request, pack(logo.content, ENDINGS[logo.kind]) if logo else None)
