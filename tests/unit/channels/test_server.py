"""The server of the doors: what production adds, what it leaves out, and what it refuses to start with."""

import asyncio
import itertools
from types import SimpleNamespace
from typing import Any

import pytest
from sanic.exceptions import NotFound
from sanic.response import HTTPResponse, empty

from bot import serve
from bot.channels.server import build

NUMBERS = itertools.count()


def answered(error: Exception | None = None) -> HTTPResponse:
    """An answer as it leaves the server: an empty one, or the one to an error."""
    app = build(f"server_{next(NUMBERS)}", [], SimpleNamespace())
    request: Any = SimpleNamespace(name="x", route=object(), ctx=SimpleNamespace())

    async def run() -> HTTPResponse:
        answer = empty()
        if error:
            handler: Any = app.error_handler.lookup(error, None)
            answer = await handler(request, error)
        guard: Any = app.response_middleware[0]
        await guard(request, answer)
        return answer

    return asyncio.run(run())


def test_production_asks_for_https_for_good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEJVISER_PROFILE", "production")
    assert answered().headers["Strict-Transport-Security"].startswith("max-age=31536000")
    monkeypatch.setenv("VEJVISER_PROFILE", "development")
    assert "Strict-Transport-Security" not in answered().headers


@pytest.mark.parametrize(("error", "status"), [(NotFound("/hemmelig"), 404), (ValueError("hemmelig"), 500)])
def test_an_error_shows_nothing_of_what_is_inside(error: Exception, status: int) -> None:
    answer = answered(error)
    assert answer.status == status and answer.body
    assert b"hemmelig" not in answer.body and b"112" in answer.body
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_rest_door_is_there_in_development_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def names() -> list[str]:
        return [door.name() for door in serve.channels()]

    monkeypatch.delenv("VEJVISER_PROFILE", raising=False)
    assert names() == ["web", "rest"]
    for profile in ("production", "Development", ""):
        monkeypatch.setenv("VEJVISER_PROFILE", profile)
        assert names() == ["web"]


def test_the_bot_does_not_start_unsafely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["serve", "--model", "none"])
    monkeypatch.setenv("VEJVISER_PROFILE", "production")
    monkeypatch.delenv("VEJVISER_SECRET_KEY", raising=False)
    with pytest.raises(SystemExit, match="VEJVISER_SECRET_KEY"):
        serve.main()
