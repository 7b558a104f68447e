"""What is taken back in Teams: a message edited or deleted, a conversation forgotten, begun anew or lost."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from talk_bench import DANGER, FRESH, Bench, recorded, run, saying, typed

from bot.texts import text


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_an_edit_of_the_latest_message_is_answered_in_its_place(bench: Bench) -> None:
    async def story() -> None:
        await bench.hear(typed("hej", 1))
        await bench.hear(typed("Eleven er 61", 2))
        edited = recorded("edit", id=typed("", 2)["id"], text="Eleven er 16")
        assert await bench.hear(edited) == [], "nothing new is said"
        ((changed, activity),) = bench.connector.updated
        assert changed == "sent3" and activity["text"] == "Du skrev: Eleven er 16"
        assert len(bench.agent.tracker_store.undone) == 1

    run(story)


def test_danger_in_an_edit_is_said_anew(bench: Bench) -> None:
    async def story() -> None:
        await bench.hear(typed("hej", 1))
        said = await bench.hear(recorded("edit", id=typed("", 1)["id"], text=DANGER))
        assert "Ring 112 nu" in said[0]
        await bench.hear(typed("og så", 2))
        late = await bench.hear(recorded("edit", id=typed("", 1)["id"], text=DANGER))
        assert "Ring 112 nu" in late[0] and late[1] == text("utter_teams_edited")

    run(story)


def test_a_shorter_answer_leaves_no_old_one_standing(tmp_path: Path) -> None:
    async def act(message: UserMessage) -> None:
        await saying(*[{"text": f"Svar {number}"} for number in range(3 if message.text == "langt" else 1)])(message)

    async def story() -> None:
        bench = Bench(tmp_path, act)
        await bench.hear(typed("hej", 1))
        await bench.hear(typed("langt", 2))
        await bench.hear(recorded("edit", id=typed("", 2)["id"], text="kort"))
        assert [activity["text"] for _, activity in bench.connector.updated] == [
            "Svar 0", text("utter_teams_replaced"), text("utter_teams_replaced"),
        ]  # fmt: skip

    run(story)


@pytest.mark.parametrize("words", ["slet samtalen", "Slet samtalen!", " SLET  SAMTALEN "])
def test_the_conversation_is_deleted_when_the_teacher_says_so(bench: Bench, words: str) -> None:
    async def story() -> None:
        await bench.hear(typed("hej", 1))
        assert await bench.hear(typed(words, 2)) == [text("utter_teams_forgotten")]
        assert len(bench.agent.tracker_store.forgotten) == 1 and bench.heard == ["hej"]
        assert (await bench.hear(typed("hej igen", 3)))[0] == FRESH

    run(story)


@pytest.mark.parametrize("late", [typed("og træt", 2), recorded("edit", id=typed("", 1)["id"], text="hun er træt")])
def test_an_answer_under_way_begins_nothing_anew_when_the_conversation_is_deleted(tmp_path: Path, late: Any) -> None:
    """Rasa keeps a turn at its end, so the bench does too: the turn ends after the deletion."""

    async def story() -> None:
        bench = Bench(tmp_path)
        await bench.hear(typed("hun er væk", 1))
        kept = bench.agent.tracker_store.senders

        async def act(message: UserMessage) -> None:
            kept.discard(message.sender_id)
            await asyncio.sleep(0.2)
            kept.add(message.sender_id)
            await saying({"text": "Svar"})(message)

        bench.agent._act = act
        waiting = [asyncio.ensure_future(bench.hear(activity)) for activity in (late, typed("og bleg", 3))]
        await asyncio.sleep(0.05)
        await bench.hear(typed("slet samtalen", 4))
        await asyncio.gather(*waiting)
        assert kept == set()
        bench.agent._act = None
        assert (await bench.hear(typed("hej igen", 5)))[0] == FRESH
        assert len(kept) == 1, "what comes afterwards is a conversation of its own"

    run(story)


def test_taking_the_app_away_deletes_without_a_word(bench: Bench) -> None:
    async def story() -> None:
        await bench.hear(typed("hej", 1))
        assert await bench.hear(recorded("remove")) == []
        assert len(bench.agent.tracker_store.forgotten) == 1

    run(story)


def test_after_a_restart_of_rasa_a_new_conversation_begins(bench: Bench) -> None:
    async def story() -> None:
        await bench.hear(typed("hej", 1))
        bench.agent.life = 2
        bench.agent.tracker_store.senders.clear()
        assert (await bench.hear(typed("videre", 2)))[0] == FRESH

    run(story)


def test_a_conversation_of_two_hundred_messages_begins_anew(bench: Bench) -> None:
    async def story() -> None:
        await bench.hear(typed("hej", 1))
        (sender,) = bench.agent.tracker_store.senders
        bench.talk._sittings.start(sender).messages = 200
        said = await bench.hear(typed("videre", 2))
        assert said == [FRESH, "Du skrev: videre"] and bench.agent.tracker_store.forgotten == [sender]

    run(story)


def test_a_deleted_message_is_forgotten_and_its_danger_is_not(bench: Bench) -> None:
    async def story() -> None:
        await bench.hear(typed("hej", 1))
        await bench.hear(typed("mere", 2))
        older = await bench.hear(recorded("delete", id=typed("", 1)["id"]))
        assert older == [text("utter_teams_deleted")] and not bench.agent.tracker_store.undone
        latest = recorded("delete", id=typed("", 2)["id"])
        assert await bench.hear(latest) == [text("utter_undone")]
        await bench.hear(typed("igen", 3))
        bench.agent.tracker_store.danger = True
        (said,) = await bench.hear(recorded("delete", id=typed("", 3)["id"]))
        assert "Men faren glemmer jeg ikke" in said

    run(story)
