"""How a conversation goes in Teams: the same turns as on the page, and nobody met with silence."""

from pathlib import Path

import pytest
from answers import NOTE, PLAN, QUESTION
from talk_bench import FRESH, Bench, recorded, run, saying, typed

from bot.channels.teams.markup import plain
from bot.texts import text


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


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
