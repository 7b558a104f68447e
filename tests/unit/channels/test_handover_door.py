"""Sending the note to the school's counsellor: what goes, to whom, once; and what is said when it does not go."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from aiohttp import web
from aiohttp.test_utils import TestServer
from readability import lix

from bot.channels.desk import Desk, NotDelivered
from bot.channels.handover import MOST_IN_AN_HOUR, Unusable, ready, say
from bot.channels.ids import Conversation
from bot.channels.web.handover import HandoverDoor
from bot.texts import text

ROOT = Path(__file__).resolve().parents[3]
NOTE = (
    "Det har jeg set og hørt:\n- er tit væk og virker trist\n\nIntet er sendt. Du bestemmer selv, hvem der får noten."
)
FACTS = {"topics": ["fravaer"], "topic_names": ["fravær"], "municipality": "0756", "urgency": "none", "next_date": None}
PLACE = {
    "school": {"slug": "s", "name": "Skolen"},
    "to_role": {"id": "studievejleder", "name": "studievejleder"},
    "takes": True,
    "reason": None,
    "message": None,
}
RECEIPT = PLACE | {"reference": "A7K2", "mailed": True}


class Directory:
    """A directory in the same loop, which answers as it is told and remembers what it was asked."""

    def __init__(self, status: int = 201, answer: Any = RECEIPT, place: Any = PLACE, wait: float = 0) -> None:
        self.status, self.answer, self.place, self.wait = status, answer, place, wait
        self.asked: list[Any] = []

    async def reply(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.wait)
        if request.method == "GET":
            self.asked.append((request.query["school"], request.headers.get("Authorization")))
            return web.json_response(self.place)
        self.asked.append(await request.json())
        said = self.answer if isinstance(self.answer, str) else json.dumps(self.answer)
        return web.Response(status=self.status, text=said, headers={"Location": "http://192.0.2.1/"})


def with_desk(directory: Directory | None, act: Callable[[Desk], Awaitable[Any]]) -> Any:
    """Run something with a desk that reaches this directory, or one where nobody listens."""

    async def run() -> Any:
        if directory is None:
            return await act(Desk("http://127.0.0.1:9", "t"))
        app = web.Application()
        app.router.add_route("*", "/api/handovers", directory.reply)
        async with TestServer(app) as server:
            return await act(Desk(str(server.make_url("")), "t"))

    return asyncio.run(run())


def request(body: Any) -> Any:
    async def receive_body() -> None:
        return None

    content = json.dumps(body).encode()
    return SimpleNamespace(
        stream=SimpleNamespace(), content_type="application/json", headers={}, body=content, receive_body=receive_body
    )


def asked(
    directory: Directory | None, way: str, body: Any, *, times: int = 1, let_in: bool = True, school: str | None = "s"
) -> tuple[int, Any]:
    """Give the status and the JSON that one of the three routes answers, the last time it was asked."""

    async def act(desk: Desk) -> Any:
        known = Conversation("sender", school) if let_in else None
        door = HandoverDoor(None if off else desk, lambda *_: known, lambda *_: True)
        for _ in range(times):
            answer = await getattr(door, way)(request(body))
        return answer.status, json.loads(answer.body)

    off = not isinstance(directory, Directory | None)
    return with_desk(None if off else directory, act)  # type: ignore[no-any-return]


def order(**other: Any) -> dict[str, Any]:
    return {
        "conversation": "c",
        "id": "1-2-3-4-5-6-7-8-9",
        "text": NOTE,
        "to_role": "studievejleder",
        "handover": FACTS,
    } | other


def test_what_goes_is_the_note_without_what_is_no_longer_true_and_codes_alone() -> None:
    directory = Directory()
    status, said = asked(directory, "send", order())
    assert status == 200 and said["reference"] == "A7K2" and "ikke sendt noget til kommunen" in said["message"]
    sent = directory.asked[-1]
    assert sent["note"] == "Det har jeg set og hørt:\n- er tit væk og virker trist"
    facts = {"topics": ["fravaer"], "municipality": "0756", "urgency": "none", "next_date": None}
    assert {key: sent[key] for key in sent if key != "note"} == facts | {
        "id": "1-2-3-4-5-6-7-8-9",
        "school": "s",
        "to_role": "studievejleder",
    }
    assert directory.asked[0] == ("s", "Bearer t")


def test_it_is_redacted_again_and_the_preview_is_exactly_what_goes() -> None:
    directory = Directory()
    typed = "Eleven 010107-1234 er tit væk.\nRing til mor på 22 33 44 55."
    _, shown = asked(directory, "preview", order(text=typed))
    assert shown["removed"] and "1234" not in shown["text"] and "22 33" not in shown["text"]
    asked(directory, "send", order(text=typed))
    assert directory.asked[-1]["note"] == shown["text"]
    asked(directory, "send", order(text=shown["text"]))
    assert directory.asked[-1]["note"] == shown["text"], "the second time changes nothing"


def test_danger_written_into_the_note_is_seen_and_comes_first() -> None:
    directory = Directory()
    typed = "Hun har taget en masse piller og svarer ikke"
    _, shown = asked(directory, "preview", order(text=typed))
    assert shown["urgency"] == "acute" and shown["warning"].startswith("Er nogen i fare nu, så ring 112")
    _, said = asked(directory, "send", order(text=typed))
    assert directory.asked[-1]["urgency"] == "acute" and said["message"].startswith("Er nogen i fare nu")
    _, failed = asked(None, "send", order(text=typed))
    assert failed["error"]["message"].startswith("Er nogen i fare nu")


def test_what_the_plan_says_hurries_is_never_less_by_the_words_of_the_note() -> None:
    assert ready("Hun er tit væk", "urgent").urgency == "urgent"
    assert ready(NOTE, "none").urgency == "none"


def test_the_notes_own_line_of_topics_is_no_new_danger_and_hides_none() -> None:
    line = "Det handler om: fravær, vold i hjemmet"
    assert ready(f"{line}\n- er tit væk", "none", ["fravær", "vold i hjemmet"]).urgency == "none"
    assert ready(f"{line}\n- far slår hende", "none", ["fravær", "vold i hjemmet"]).urgency == "urgent"


def test_nothing_is_offered_where_the_school_takes_none() -> None:
    closed = PLACE | {"takes": False, "reason": "no_mailbox", "message": "Skolen har ingen postkasse."}
    status, said = asked(Directory(place=closed), "offer", {"conversation": "c"})
    assert status == 200 and said["offered"] is False and said["message"] == "Skolen har ingen postkasse."
    directory = Directory(place=closed)
    assert asked(directory, "send", order())[0] == 409 and len(directory.asked) == 1, "and nothing is sent"


@pytest.mark.parametrize("directory", [None, "off", Directory(place="nej"), Directory(place={})])
def test_nothing_is_offered_when_nobody_can_say_or_it_is_off(directory: Any) -> None:
    assert asked(directory, "offer", {"conversation": "c"}) == (200, {"offered": False, "message": None})


def test_the_offer_is_asked_for_once_a_minute() -> None:
    directory = Directory()
    status, said = asked(directory, "offer", {"conversation": "c"}, times=3)
    assert said == {
        "offered": True,
        "message": None,
        "role": {"id": "studievejleder", "name": "studievejleder"},
        "school": "Skolen",
    }
    assert status == 200 and len(directory.asked) == 1


def test_the_note_never_goes_through_the_schools_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "")
    assert asked(Directory(), "send", order())[0] == 200


def test_off_in_production_without_the_token_and_on_in_development() -> None:
    assert Desk.from_environment({"VEJVISER_PROFILE": "production"}) is None
    assert Desk.from_environment({"VEJVISER_PROFILE": "production", "VEJVISER_HANDOVER_TOKEN": "x"}) is not None
    assert Desk.from_environment({}) is not None
    assert asked("off", "send", order())[0] == 409  # type: ignore[arg-type]


@pytest.mark.parametrize("way", ["offer", "preview", "send"])
def test_a_stranger_to_the_conversation_gets_nothing(way: str) -> None:
    directory = Directory()
    assert asked(directory, way, order(), let_in=False)[0] == 403 and not directory.asked


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "kort"},
        {"id": None},
        {"text": None},
        {"to_role": 3},
        {"handover": None},
        {"handover": {}},
        {"handover": FACTS | {"urgency": "x"}},
        {"handover": FACTS | {"topics": "x"}},
    ],
)
def test_what_is_no_order_is_refused(wrong: dict[str, Any]) -> None:
    directory = Directory()
    assert asked(directory, "send", order(**wrong))[0] == 400 and not directory.asked


def test_an_empty_and_a_too_long_note_are_refused() -> None:
    for words, code in (("Intet er sendt. Du bestemmer selv, hvem der får noten.", "empty"), ("a " * 4001, "too_long")):
        with pytest.raises(Unusable, match=code):
            ready(words, "none")
        assert asked(Directory(), "send", order(text=words))[1]["error"]["code"] == code


@pytest.mark.parametrize(
    ("directory", "code"),
    [
        (None, "away"),
        (Directory(500, {}), "uncertain"),
        (Directory(201, "ikke json"), "uncertain"),
        (Directory(201, {}), "uncertain"),
        (Directory(302, {}), "uncertain"),
        (Directory(401, {"error": {"message": "x"}}), "closed"),
        (Directory(400, {"error": {"message": "Noten er for lang."}}), "refused"),
    ],
)
def test_what_does_not_arrive_is_said_so(directory: Directory | None, code: str) -> None:
    status, said = asked(directory, "send", order())
    assert status in (409, 502) and said["error"]["code"] == code
    assert said["error"]["message"] and "Sendt til" not in said["error"]["message"]
    if code == "refused":
        assert said["error"]["message"] == "Noten er ikke sendt. Noten er for lang."


def test_a_directory_that_hangs_is_not_waited_for_and_nobody_says_that_it_failed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.channels.desk.SECONDS", 0.3)
    with pytest.raises(NotDelivered) as failed:
        with_desk(Directory(wait=1.0), lambda desk: desk.deliver({}))
    assert failed.value.code == "uncertain"
    assert "kun sendt én gang" in say("uncertain")


def test_many_in_an_hour_are_stopped() -> None:
    directory = Directory()
    status, said = asked(directory, "send", order(), times=MOST_IN_AN_HOUR + 1)
    assert status == 429 and "112" in said["error"]["message"]


def test_a_mailbox_that_heard_nothing_is_told_of() -> None:
    _, said = asked(Directory(answer=RECEIPT | {"mailed": False}), "send", order())
    assert "Sig det selv til skolens studievejleder" in said["message"]


def test_the_words_read_easily_and_the_untrue_ones_are_those_of_the_note() -> None:
    lines = yaml.safe_load((ROOT / "bot/channels/handover.yml").read_text("utf-8"))
    assert all(lix(line) <= 40 for line in lines.values() if len(line.split()) >= 12)
    wording = yaml.safe_load((ROOT / "knowledge/wording.yml").read_text("utf-8"))
    assert lines["unsent"] == wording["note"]["nothing_sent"] and lines["unsent_file"] == text("utter_note_unsent")
