"""The script that a school puts on its own page: the button and the panel, with their words and their style in it."""

import json
from pathlib import Path

import yaml
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.headers import let_load
from bot.channels.web.page import File, pack, serve

FOLDER = Path(__file__).resolve().parent / "embed"


def script() -> File:
    """Return the script: a function of its own, so that no name of it meets one of the page's."""
    words = yaml.safe_load((FOLDER / "words.yml").read_text("utf-8"))
    given = {"words": words, "css": (FOLDER / "embed.css").read_text("utf-8")}
    values = "".join(f"const {name} = {json.dumps(value, ensure_ascii=False)};\n" for name, value in given.items())
    code = (FOLDER / "embed.js").read_text("utf-8")
    return pack(f'(() => {{\n"use strict";\n{values}{code}}})();\n'.encode(), ".js")


def add_script(blueprint: Blueprint) -> None:
    """Give a blueprint the script at `/embed.js`; every site may load it, for it holds nothing but the words.

    Args:
        blueprint: the web channel's.
    """
    file = script()

    @blueprint.get("/embed.js")
    async def embed(request: Request) -> HTTPResponse:
        let_load(request)
        return serve(request, file)
