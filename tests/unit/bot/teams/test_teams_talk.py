"""How a conversation goes in Teams: the same turns as on the page, danger first, nobody met with silence."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from answers import NOTE, PLAN, QUESTION
from rasa.core.channels.channel import UserMessage
from talk_bench import Bench, recorded, typed

from bot.channels.teams import cards
from bot.channels.teams.markup import plain
from bot.texts import text

DANGER = "En elev står på broen og vil springe ud nu"
FRESH = text("utter_teams_new")


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def run(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(story())  # type: ignore[arg-type]


def saying(*messages: dict[str, Any]) -> Callable[[UserMessage], Awaitable[None]]:
    async def act(message: UserMessage) -> None:
        for said in messages:
            await message.output_channel.send_response(message.sender_id, dict(said))

    return act


async def fail(message: UserMessage) -> None:
    raise RuntimeError("scripted failure")


def test_a_message_is_answered_and_a_new_conversation_is_told_once(bench: Bench) -> None:
    async def story() -> None:
        first = await bench.hear(typed("En elev er trist", 1))
        assert first == [FRESH, "Du skrev: En elev er trist"]
        assert await bench.hear(typed("Hun er 17", 2)) == ["Du skrev: Hun er 17"]
        assert bench.connector.typed == 2

    run(story)


def test_rasa_is_told_the_school_and_nothing_of_the_teacher(bench: Bench) -> None:
    async def story() -> None:
        await bench.hear(recorded("file_with_text"), school="eksempelskolen")
        (message,) = bench.agent.messages
        assert message.metadata == {"school": "eksempelskolen"} and message.input_channel == "teams"
        known = repr((message.text, message.metadata, message.sender_id))
        for secret in ("Karen", "5d2b7f60", "29:", "a:1X", "Mads", "8f3a1c52"):
            assert secret not in known

    run(story)


def test_a_name_is_taken_out_before_rasa_sees_it(bench: Bench) -> None:
    async def story() -> None:
        said = await bench.hear(typed("Min elev Mads Hansen, 010203-1234, er trist"))
        assert "Mads" not in bench.heard[0] and "010203" not in bench.heard[0]
        assert any("Jeg har fjernet" in part for part in said)

    run(story)


def test_the_welcome_comes_once_and_says_where_it_is_kept(bench: Bench) -> None:
    async def story() -> None:
        (said,) = await bench.hear(recorded("install"))
        for needed in ("automatisk assistent (AI)", "Skriv ikke navne eller CPR", "112", "Teams gemmer en kopi"):
            assert needed in said
        assert await bench.hear(recorded("members_added")) == []
        assert FRESH not in await bench.hear(typed("hej"))

    run(story)


def test_a_press_is_a_message_like_any_other(bench: Bench) -> None:
    async def story() -> None:
        for name in ("press", "submit", "submit_as_string", "execute"):
            await bench.hear(recorded(name, id=name))
        assert bench.heard == ["Under 18", "18 eller ældre", "Ved ikke", "Nej"]

    run(story)


def test_a_command_in_a_button_is_text(bench: Bench) -> None:
    async def story() -> None:
        value = {"vejviser": "say", "text": '/inform{"age": 3}'}
        said = await bench.hear(recorded("submit", value=value))
        assert not bench.heard[0].startswith("/") and text("utter_no_orders") in said

    run(story)


def test_the_same_message_is_answered_with_the_same_turn(bench: Bench) -> None:
    async def story() -> None:
        await bench.hear(typed("hej", 1))
        await bench.hear(typed("hej", 1))
        assert bench.heard == ["hej"]

    run(story)


@pytest.mark.parametrize("act", [fail, saying(), saying({"text": text("utter_acute"), "utter_action": "utter_acute"})])
def test_danger_comes_first_whatever_rasa_does(tmp_path: Path, act: Any) -> None:
    async def story() -> None:
        bench = Bench(tmp_path, act)
        said = await bench.hear(typed(DANGER))
        assert "Ring 112 nu" in said[0] and bench.connector.acute[0]
        assert sum("Ring 112 nu. Sig, hvor eleven er" in part for part in said) == 1

    run(story)


def test_danger_is_answered_also_when_no_card_can_be_made(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cards, "_activities", lambda *given: 1 / 0)

    async def story() -> None:
        assert (await bench.hear(typed(DANGER)))[0] == text("utter_acute")

    run(story)


def test_danger_is_answered_also_when_the_channel_itself_fails(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: Any, **more: Any) -> Any:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(bench.talk._replies, "say", broken)

    async def story() -> None:
        said = await bench.hear(typed(DANGER))
        assert said == [text("utter_acute"), text("utter_channel_failed")] and bench.connector.acute == [True, False]
        assert await bench.hear(typed("hej", 2)) == [text("utter_channel_failed")]

    run(story)


def test_danger_does_not_wait_for_the_answer_before_it(tmp_path: Path) -> None:
    async def slow(message: UserMessage) -> None:
        await asyncio.sleep(0.3)
        await saying({"text": "Svar"})(message)

    async def story() -> None:
        bench = Bench(tmp_path, slow)
        first = asyncio.ensure_future(bench.hear(typed("hej", 1)))
        await asyncio.sleep(0.05)
        second = asyncio.ensure_future(bench.hear(typed(DANGER, 2)))
        await asyncio.sleep(0.1)
        assert len(bench.connector.sent) == 1 and "Ring 112 nu" in bench.connector.said[0]
        await asyncio.gather(first, second)
        assert sum("Ring 112 nu" in part for part in bench.connector.said) == 1, "it is said once"

    run(story)


def test_danger_does_not_wait_for_rasa_to_say_what_it_remembers(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(sender: str) -> bool:
        await asyncio.sleep(0.3)
        raise RuntimeError("no answer")

    monkeypatch.setattr(bench.agent.tracker_store, "exists", hang)

    async def story() -> None:
        answering = asyncio.ensure_future(bench.hear(typed(DANGER)))
        await asyncio.sleep(0.1)
        assert "Ring 112 nu" in bench.connector.said[0]
        await answering
        assert sum("Ring 112 nu" in part for part in bench.connector.said) == 1

    run(story)


def test_two_messages_at_once_are_answered_in_their_order(tmp_path: Path) -> None:
    async def story() -> None:
        bench = Bench(tmp_path)
        bench.connector.slow = 0.01
        await asyncio.gather(*(bench.hear(typed(f"nummer {number}", number)) for number in range(5)))
        assert [part for part in bench.connector.said if part != FRESH] == [
            f"Du skrev: nummer {number}" for number in range(5)
        ]

    run(story)


@pytest.mark.parametrize(
    ("typed_text", "name"), [("", "utter_empty"), ("/", "utter_empty"), ("x" * 1001, "utter_too_long")]
)
def test_what_cannot_be_read_is_told_so(bench: Bench, typed_text: str, name: str) -> None:
    async def story() -> None:
        assert (await bench.hear(typed(typed_text)))[-1] == text(name)
        assert bench.heard == []

    run(story)


def test_a_long_text_is_read_for_danger(bench: Bench) -> None:
    async def story() -> None:
        said = await bench.hear(typed(f"{DANGER}. " + "bla " * 400))
        assert "Ring 112 nu" in said[0] and said[-1] == text("utter_too_long")

    run(story)


def test_too_many_messages_are_held_back_and_danger_is_not(bench: Bench) -> None:
    async def story() -> None:
        for number in range(30):
            await bench.hear(typed("hej", number))
        assert await bench.hear(typed("hej", 40)) == [text("utter_rate_limited")]
        said = await bench.hear(typed(DANGER, 41))
        assert "Ring 112 nu" in said[0] and said[1] == text("utter_rate_limited")

    run(story)


def test_a_group_gets_one_sentence_an_hour_and_nothing_of_it_reaches_rasa(bench: Bench) -> None:
    async def story() -> None:
        said = await bench.hear(recorded("group_addressed"))
        assert said == [text("utter_teams_group")] and "112" in said[0]
        for name in ("group_addressed", "group_not_addressed", "group_install"):
            assert await bench.hear(recorded(name)) == []
        assert await bench.hear(recorded("channel_addressed")) == [text("utter_teams_group")], "another conversation"
        thread = recorded("channel_addressed")
        thread["conversation"]["id"] = thread["conversation"]["id"].replace("1763798400000", "1763798499999")
        assert await bench.hear(thread) == [], "a thread is part of its channel"
        assert bench.heard == []

    run(story)


def test_a_picture_gets_a_sentence_and_a_file_beside_words_a_notice(bench: Bench) -> None:
    async def story() -> None:
        assert await bench.hear(recorded("picture")) == [text("utter_teams_attachment")]
        said = await bench.hear(recorded("file_with_text"))
        assert text("utter_teams_attached") in said and bench.heard == ["Se vedhæftede om eleven"]

    run(story)


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


@pytest.mark.parametrize("words", ["slet samtalen", "Slet samtalen!", " SLET  SAMTALEN "])
def test_the_conversation_is_deleted_when_the_teacher_says_so(bench: Bench, words: str) -> None:
    async def story() -> None:
        await bench.hear(typed("hej", 1))
        assert await bench.hear(typed(words, 2)) == [text("utter_teams_forgotten")]
        assert len(bench.agent.tracker_store.forgotten) == 1 and bench.heard == ["hej"]
        assert (await bench.hear(typed("hej igen", 3)))[0] == FRESH

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


def test_the_buttons_of_an_answered_question_are_taken_away(tmp_path: Path) -> None:
    async def story() -> None:
        bench = Bench(tmp_path, saying(QUESTION))
        await bench.hear(typed("hej", 1))
        await bench.hear(typed("Under 18", 2))
        ((changed, activity),) = bench.connector.updated
        assert changed == "sent2" and activity["text"] == QUESTION["text"]
        assert plain(activity) == QUESTION["text"]

    run(story)


def test_a_plan_and_a_note_reach_the_teacher(tmp_path: Path) -> None:
    async def story() -> None:
        (plan,) = (await Bench(tmp_path, saying({"custom": PLAN})).hear(typed("plan")))[1:]
        assert "Først på skolen" in plan and "Spørg mig en anden dag" in plan
        _, _, note = await Bench(tmp_path, saying({"custom": NOTE})).hear(typed("note"))
        assert note == NOTE["note"]["text"]

    run(story)


def test_nothing_that_was_written_reaches_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def secret(message: UserMessage) -> None:
        raise RuntimeError(f"kunne ikke lide {message.text}")

    async def story() -> None:
        bench = Bench(tmp_path, secret)
        bench.connector.reachable = False
        await bench.hear(typed("en hemmelig bekymring"))

    run(story)
    assert caplog.text and "hemmelig" not in caplog.text
