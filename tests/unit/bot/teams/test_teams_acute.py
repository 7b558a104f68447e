"""An acute answer is tried until it is delivered, and before everything else; no line of the log holds it."""

import asyncio
import time

import pytest
from fake_connector import FAST, SAID, SHORT, Answer, Microsoft, lines, play

from bot.channels.teams.connector import Connector
from bot.channels.teams.urgent import Pace

pytestmark = pytest.mark.usefixtures("silent_log")


def test_an_acute_answer_outlasts_an_outage_and_comes_first(caplog: pytest.LogCaptureFixture) -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.usual = Answer(503)
        assert await sender.send(there.place("a:danger"), {"text": "112"}, acute=True) is None
        assert sender.state() == {"teams": "undelivered", "delivered": 0, "undelivered": 0, "acute_waiting": 1}
        there.usual = Answer(201)
        sent = await asyncio.gather(
            sender.send(there.place("a:other"), {"text": "anden"}),
            sender.send(there.place("a:danger"), {"text": "samme"}),
        )
        assert all(sent)
        assert there.texts[0] == "112" and sorted(there.texts[1:]) == ["anden", "samme"]
        assert sender.state()["acute_waiting"] == 0 and sender.state()["teams"] == "ready"

    # Long pauses: without the ordinary answers behind it the acute one would rest for seconds.
    play(scene, Pace(first=9.0, longest=9.0, ordinary=1.5, acute=60.0))
    assert any("is not delivered yet (status_503)" in line for line in lines(caplog))
    assert any("was delivered after" in line for line in lines(caplog))


def test_nothing_else_comes_before_the_acute_answer_in_its_conversation() -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.script = [Answer(503), Answer(503)]
        danger = asyncio.ensure_future(sender.send(there.place(), {"text": "112"}, acute=True))
        await asyncio.sleep(0)
        assert await sender.send(there.place(), {"text": "og så"})
        assert await danger
        assert there.texts == ["112", "og så"]

    play(scene)


def test_what_follows_is_not_said_when_the_acute_answer_before_it_could_not_be() -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.usual = Answer(503)
        danger = asyncio.ensure_future(sender.send(there.place(), {"text": "112"}, acute=True))
        await asyncio.sleep(0)
        assert await sender.send(there.place(), {"text": "og så"}) is None
        assert {entry["body"]["text"] for entry in there.heard} == {"112"}
        danger.cancel()

    play(scene, SHORT)


def test_an_acute_answer_that_cannot_be_brought_does_not_silence_others() -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.script = [Answer(500)] * 2
        blocked = asyncio.ensure_future(sender.send(there.place("a:blocked"), {"text": "112"}, acute=True))
        await asyncio.sleep(0.05)
        assert await sender.send(there.place("a:other"), {"text": "anden"})
        assert there.texts == ["anden"]
        blocked.cancel()

    play(scene, Pace(first=9.0, longest=9.0, ordinary=4.0, acute=60.0))


def test_an_acute_answer_waits_as_long_as_the_connector_asks() -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.script = [Answer(429, {"Retry-After": "1"})]
        started = time.monotonic()
        danger = asyncio.ensure_future(sender.send(there.place("a:danger"), {"text": "112"}, acute=True))
        await asyncio.sleep(0.1)
        assert await sender.send(there.place("a:other"), {"text": "anden"})
        assert there.texts == ["anden"], "it was asked to wait, so others need not"
        assert await danger and time.monotonic() - started >= 0.95

    play(scene, Pace(ordinary=3.0, acute=60.0))


def test_a_pause_that_is_asked_for_in_the_middle_of_everything_is_kept() -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.script = [Answer(429, {"Retry-After": "1"}, seconds=0.1)]
        danger = asyncio.ensure_future(sender.send(there.place("a:danger"), {"text": "112"}, acute=True))
        await asyncio.sleep(0.05)
        assert await sender.send(there.place("a:other"), {"text": "anden"})
        await asyncio.sleep(0.3)
        assert there.texts == ["anden"]
        danger.cancel()

    play(scene, Pace(ordinary=3.0, acute=60.0))


def test_an_acute_answer_is_given_up_in_the_end(caplog: pytest.LogCaptureFixture) -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.usual = Answer(500)
        assert await sender.send(there.place(), {"text": SAID}, acute=True) is None
        async with asyncio.timeout(8):
            while not sender.state()["undelivered"]:
                await asyncio.sleep(0.02)
        assert sender.state() == {"teams": "undelivered", "delivered": 0, "undelivered": 1, "acute_waiting": 0}
        heard = len(there.heard)
        await asyncio.sleep(0.2)
        assert len(there.heard) == heard

    play(scene, Pace(first=0.01, longest=0.1, ordinary=0.1, acute=0.5))
    assert any("an acute answer was not delivered (status_500" in line for line in lines(caplog))


def test_the_end_of_the_process_waits_for_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async def scene(there: Microsoft, sender: Connector) -> None:
        there.usual = Answer(seconds=9)
        sent = [asyncio.ensure_future(sender.send(there.place(str(n)), {"text": SAID}, acute=n < 2)) for n in range(4)]
        await asyncio.sleep(0.1)
        started = time.monotonic()
        for task in sent[2:]:
            task.cancel()
        await sender.close()
        assert time.monotonic() - started < 0.8
        assert not [task for task in asyncio.all_tasks() if "_deliver" in repr(task) and task not in sent]
        assert [await task for task in sent[:2]] == [None, None]
        assert await asyncio.gather(*sent[2:], return_exceptions=True)
        started = time.monotonic()
        assert await sender.send(there.place(), {"text": SAID}, acute=True) is None
        assert await sender.send(there.place(), {"text": SAID}) is None
        assert time.monotonic() - started < 0.8, "what is closed does not even try"

    play(scene, FAST)
    assert "teams: 2 acute answers were not delivered before the end" in lines(caplog)
