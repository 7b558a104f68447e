"""Two bots behind one Teams channel: what one has said or asked, the other knows."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from talk_bench import DANGER, MONDAY, Bench, recorded, run, typed

from bot.channels.rating import Questions
from bot.channels.teams.rating import RatingTalk
from bot.channels.teams.replies import Replies
from bot.channels.teams.talk import Talk
from bot.sharing.once import Once
from bot.texts import text


class Marks(Once):
    """Marks in memory, in the place of Redis."""

    is_shared = True

    def __init__(self) -> None:
        super().__init__()
        self.set: set[str] = set()

    async def first(self, what: str, seconds: float) -> bool:
        new = what not in self.set
        self.set.add(what)
        return new

    async def take(self, what: str) -> bool:
        there = what in self.set
        self.set.discard(what)
        return there

    async def word(self, what: str, new: str, seconds: float) -> str:
        self.set.add(what)
        return new


class Rasa:
    """What both bots' Rasa remembers, with the id of the latest message."""

    shared = True
    life = 1

    def __init__(self) -> None:
        self.tracker_store = self
        self.latest: dict[str, str | None] = {}
        self.heard: list[str] = []
        self.hangs = False

    async def handle(self, message: UserMessage) -> None:
        arrival: Any = getattr(message, "arrival", None)
        self.latest[message.sender_id] = arrival.message_id
        self.heard.append(str(message.text))
        await message.output_channel.send_response(message.sender_id, {"text": f"Du skrev: {message.text}"})

    async def exists(self, sender: str) -> bool:
        if self.hangs:
            await asyncio.sleep(30)
        return sender in self.latest

    async def undo(self, sender: str, message_id: str | None = None) -> tuple[bool, bool]:
        if not message_id or self.latest.get(sender) != message_id:
            return False, False
        self.latest[sender] = None
        return True, False

    async def forget(self, sender: str) -> None:
        self.latest.pop(sender, None)


class OneOfTwo(Bench):
    """One bot's channel; Rasa's memory, the marks and the days to ask on are shared."""

    def __init__(self, folder: Path, rasa: Any, marks: Marks) -> None:
        super().__init__(folder)
        self.agent = rasa
        connector: Any = self.connector
        self.reminders._once = marks
        self.talk = Talk(connector, Replies(connector), self.reminders, None, marks)


@pytest.fixture
def two(tmp_path: Path) -> tuple[OneOfTwo, OneOfTwo]:
    rasa, marks = Rasa(), Marks()
    return OneOfTwo(tmp_path, rasa, marks), OneOfTwo(tmp_path, rasa, marks)


def test_a_conversation_goes_on_at_the_other_bot_without_being_called_new(two: tuple[OneOfTwo, OneOfTwo]) -> None:
    one, other = two

    async def story() -> None:
        assert (await one.hear(typed("hej", 1)))[0] == text("utter_teams_new")
        assert await other.hear(typed("hun er 17", 2)) == ["Du skrev: hun er 17"]

    run(story)


def test_an_edit_of_the_latest_message_counts_at_the_other_bot_and_of_an_older_one_does_not(
    two: tuple[OneOfTwo, OneOfTwo],
) -> None:
    one, other = two

    async def story() -> None:
        await one.hear(typed("hej", 1))
        await one.hear(typed("Eleven er 61", 2))
        edited = recorded("edit", id=typed("", 2)["id"], text="Eleven er 16")
        assert await other.hear(edited) == ["Du skrev: Eleven er 16"], "without Redis it does not know what is shown"
        late = await other.hear(recorded("edit", id=typed("", 1)["id"], text=DANGER))
        assert "Ring 112 nu" in late[0] and late[-1] == text("utter_teams_edited")

    run(story)


def test_the_welcome_and_the_sentence_in_a_group_are_said_by_one_bot(
    two: tuple[OneOfTwo, OneOfTwo],
) -> None:
    one, other = two

    async def story() -> None:
        said = [*await one.hear(recorded("install")), *await other.hear(recorded("members_added"))]
        assert len(said) == 1
        said = [sentence for bot in two for sentence in await bot.hear(recorded("group_addressed"))]
        assert said == [text("utter_teams_group")]

    run(story)


def test_a_bare_yes_answers_the_question_that_the_other_bot_asked_once(two: tuple[OneOfTwo, OneOfTwo]) -> None:
    one, other = two

    async def story() -> None:
        await one.hear(recorded("choose"))
        one.now = MONDAY.replace(month=12, day=1, hour=10)
        await one.reminders.ask()
        assert await other.hear(typed("ja", 7)) == [text("utter_teams_answer_yes")]
        assert (await one.hear(typed("ja", 8)))[-1] != text("utter_teams_answer_yes"), "only the first one"

    run(story)


def test_acute_danger_is_answered_before_anybody_is_asked(two: tuple[OneOfTwo, OneOfTwo]) -> None:
    one, _ = two

    async def story() -> None:
        await one.hear(typed("hej", 1))
        rasa: Any = one.agent
        rasa.hangs = True
        hearing = asyncio.ensure_future(one.hear(typed(DANGER, 2)))
        await asyncio.sleep(0.05)
        assert "Ring 112 nu" in one.connector.said[-1]
        said = await hearing
        assert sum("Ring 112 nu" in words for words in said) == 1

    run(story)


def test_stop_closes_a_card_that_the_other_bot_has_shown(tmp_path: Path) -> None:
    class Directory:
        async def questions(self) -> Questions:
            return Questions("Fik du fat i nogen?", (("tid", "Var der tid?"),), ((1, "nej"), (5, "ja")))

    marks, rasa = Marks(), Rasa()
    one, other = OneOfTwo(tmp_path, rasa, marks), OneOfTwo(tmp_path, rasa, marks)
    for bot in (one, other):
        connector: Any = bot.connector
        ratings: Any = Directory()
        bot.reminders._rating = RatingTalk(ratings, Replies(connector), once=marks)

    async def story() -> None:
        await one.hear(recorded("choose"))
        one.now = MONDAY.replace(month=12, day=1, hour=10)
        await one.reminders.ask()
        await one.hear(typed("ja", 7))
        assert await other.hear(typed("stop", 8)) == [text("utter_rating_declined")]
        assert await one.hear(typed("stop", 9)) != [text("utter_rating_declined")], "it is closed at both"

    run(story)
