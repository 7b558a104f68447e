"""Saying in the chat how a contact went: what is asked, what goes, and what is said when it does not."""

import asyncio
import json
import logging
import re
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from aiohttp import web
from aiohttp.test_utils import TestServer
from readability import lix

from bot.channels.ids import Conversation
from bot.channels.rating import MOST_IN_AN_HOUR, Incomplete, Questions, rating, whom
from bot.channels.ratings import Ratings
from bot.channels.web.rating import MOST_OF_A_SCHOOL, RatingDoor, limit
from bot.texts import RESPONSES, text

ITEMS = ("frequent", "timely")
ASKED = {
    "reached": "Nåede du frem?",
    "scale": [{"value": value, "text": f"Svar {value}"} for value in range(1, 6)],
    "items": [{"id": code, "text": f"Var det {code}?", "short": code} for code in ITEMS],
}
QUESTIONS = Questions("Nåede du frem?", tuple((code, code) for code in ITEMS), tuple((n, str(n)) for n in range(1, 6)))
KEY = "1-2-3-4-5-6-7-8-9"
CHOSEN: dict[str, Any] = {
    "conversation": "c",
    "id": KEY,
    "reached": True,
    "to_role": "socialraadgiver",
    "municipality": "0756",
    "frequent": "3",
    "timely": 5,
}
TEACHERS = Conversation("sender", "s")
TEXTS = yaml.safe_load((RESPONSES / "channels" / "rating.yml").read_text("utf-8"))["responses"]


class Directory:
    """A directory in the same loop, which answers as it is told and remembers what it was asked."""

    def __init__(self, status: int = 200, asked: Any = ASKED, wait: float = 0) -> None:
        self.status, self.asks, self.wait = status, asked, wait
        self.asked: list[Any] = []
        self.times = 0

    async def give(self, request: web.Request) -> web.Response:
        self.times += 1
        return web.json_response(self.asks, status=200 if self.asks else 500)

    async def take(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.wait)
        assert request.headers["Authorization"] == "Bearer t"
        self.asked.append(await request.json())
        return web.json_response({"status": "kept"}, status=self.status)


def request(body: Any) -> Any:
    async def receive_body() -> None:
        return None

    return SimpleNamespace(
        stream=SimpleNamespace(),
        content_type="application/json",
        headers={},
        body=json.dumps(body).encode(),
        receive_body=receive_body,
        remote_addr="",
        ip="192.0.2.7",
    )


def answers(
    directory: Directory | None,
    *bodies: Any,
    way: str = "send",
    known: Conversation | None = TEACHERS,
) -> list[tuple[int, Any]]:
    """Give the status and the JSON of each answer; without a directory nobody listens."""

    async def act(ratings: Ratings) -> list[tuple[int, Any]]:
        door = RatingDoor(ratings, lambda *_: known, lambda *_: True, limit())
        replies = [await getattr(door, way)(request(body)) for body in bodies]
        return [(reply.status, json.loads(reply.body)) for reply in replies]

    async def run() -> list[tuple[int, Any]]:
        if directory is None:
            return await act(Ratings("http://127.0.0.1:9", "t"))
        app = web.Application()
        app.router.add_get("/api/rating-items", directory.give)
        app.router.add_post("/api/ratings", directory.take)
        async with TestServer(app) as server:
            return await act(Ratings(str(server.make_url("")), "t"))

    return asyncio.run(run())


def test_one_answer_goes_as_the_directory_wants_it() -> None:
    directory = Directory()
    assert answers(directory, CHOSEN) == [(200, {"status": "kept"})]
    assert directory.asked == [
        {
            "id": KEY,
            "school": "s",
            "municipality": "0756",
            "from_role": "underviser",
            "to_role": "socialraadgiver",
            "reached": True,
            "frequent": 3,
            "timely": 5,
        }
    ]


def test_who_is_told_of_pupils_answers_in_her_own_role_and_is_not_asked_about_herself() -> None:
    directory, hers = Directory(), Conversation("sender", "s", "studievejleder")
    answers(directory, CHOSEN, known=hers)
    assert directory.asked[0]["from_role"] == "studievejleder"
    ((_, shown),) = answers(directory, {}, way="questions", known=hers)
    assert "studievejleder" not in [one["id"] for one in shown["roles"]]
    with pytest.raises(Incomplete):
        rating({**CHOSEN, "to_role": "studievejleder"}, QUESTIONS, "s", "studievejleder")


def test_the_page_gets_the_directorys_own_questions_once_an_hour() -> None:
    directory = Directory()
    (_, shown), _ = answers(directory, {}, {}, way="questions")
    assert shown["reached"] == "Nåede du frem?" and [one["id"] for one in shown["items"]] == list(ITEMS)
    assert len(shown["municipalities"]) == 98 and shown["roles"][0]["inside"] is False
    assert directory.times == 1


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"municipality": ""}, 400, "municipality"),
        ({"municipality": ["0756"]}, 400, "municipality"),
        ({"timely": None}, 400, "missing"),
        ({"timely": 6}, 400, "missing"),
        ({"timely": True}, 400, "missing"),
        ({"reached": "ja"}, 400, "missing"),
        ({"to_role": "politi"}, 400, "missing"),
        ({"id": "010203-1234"}, 400, "bad_request"),
        ({"id": ["x"]}, 400, "bad_request"),
    ],
)
def test_what_cannot_be_is_refused_here(changed: dict[str, Any], status: int, code: str) -> None:
    directory = Directory()
    ((got, said),) = answers(directory, CHOSEN | changed)
    assert (got, said["error"]["code"]) == (status, code) and directory.asked == []


@pytest.mark.parametrize(
    ("status", "code"), [(500, "away"), (429, "away"), (404, "refused"), (400, "refused"), (401, "refused")]
)
def test_what_was_not_kept_is_said(status: int, code: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    ((_, said),) = answers(Directory(status), CHOSEN)
    assert said["error"] == {"code": code, "message": text(f"utter_rating_{code}")}
    ours = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("bot."))
    assert not [word for word in ("0756", "socialraadgiver", KEY) if word in ours]


def test_a_directory_that_is_away_is_told_of_before_and_after() -> None:
    ((status, said),) = answers(None, {}, way="questions")
    assert status == 502 and said["error"]["message"] == text("utter_rating_no_questions")
    ((status, said),) = answers(None, CHOSEN)
    assert status == 502 and "Dine valg står her stadig" in said["error"]["message"]


def test_only_a_conversation_of_this_browser_may_send_and_not_without_end() -> None:
    ((status, _),) = answers(Directory(), CHOSEN, known=None)
    assert status == 403
    directory = Directory()
    sent = answers(directory, *[CHOSEN] * (MOST_IN_AN_HOUR + 1))
    assert sent[-1][0] == 429 and len(directory.asked) == MOST_IN_AN_HOUR


def test_a_flood_of_conversations_fills_no_schools_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.web.rating.MOST_IN_AN_HOUR", 1000)
    directory = Directory()
    sent = answers(directory, *[CHOSEN] * (MOST_OF_A_SCHOOL + 1))
    assert sent[-1][0] == 429 and len(directory.asked) == MOST_OF_A_SCHOOL


def test_it_is_off_in_production_without_the_token() -> None:
    assert Ratings.from_environment({"VEJVISER_PROFILE": "production"}) is None
    assert Ratings.from_environment({}) is not None
    assert (
        Ratings.from_environment({"VEJVISER_PROFILE": "production", "VEJVISER_DIRECTORY_TOKEN": "t" * 32}) is not None
    )


def test_those_outside_come_first() -> None:
    inside = [one.inside for one in whom()]
    assert inside == sorted(inside) and not inside[0] and inside[-1]


@pytest.mark.parametrize("name", TEXTS)
def test_each_text_is_plain(name: str) -> None:
    words = str(TEXTS[name][0]["text"])
    assert lix(words) <= 34, f"{name}: lixtal {lix(words):.0f}, højst 34"
    assert not [part for part in re.split(r"(?<=[.!?])\s+", words) if len(part.split()) > 15]
