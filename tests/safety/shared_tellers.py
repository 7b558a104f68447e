"""Everywhere that danger can be told since there is Teams, an inbox and ratings: prepared first, then told."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from broken_probe import KINDS, Answered
from shared_house import SharedHouse
from shared_people import MARK, PageTeacher, TeamsTeacher, read_json

from bot.channels.handover import say as handover_text
from bot.channels.turn import TURN_SECONDS
from bot.texts import text

ACUTE, ORDINARY = KINDS["acute"], KINDS["ordinary"]
CONCERN = ("jeg er bekymret for en elev", "nej", "hun ryger hash", "19", "Ikast", "jeg har talt med eleven")
# In Teams this is said once; the plan that may follow has words of its own.
SAID_ONCE = text("utter_acute").split("\n")[0]
NOTE_OPENING = handover_text("danger_first").split(",")[0]
# What is asked of the directory before the door gives up: two seconds and a half for the offer, eight for the note.
NOTE_SECONDS = 12.0
COUNSELLOR = "studievejleder"
# What is to be taken back fails after 112 was said, and the last line of defence says it once more.
TWICE = 2

Tell = Callable[[], Answered]
Teller = Callable[[SharedHouse], Tell]


@dataclass
class Told(Answered):
    """One answer, with how it must begin, and how often what to do now may be said."""

    opening: str = "Ring 112"
    most_seconds: float = 1.0
    most_often: int = 99

    def wrong(self) -> str | None:
        """What is wrong with the answer, or None."""
        if self.kind not in ("acute", "note"):
            wrong: str | None = super().wrong()
            return wrong
        first = bool(self.messages) and self.messages[0]["text"].startswith(self.opening)
        often = sum(message["text"].startswith(SAID_ONCE) for message in self.messages)
        if first and self.seconds <= self.most_seconds and often <= self.most_often:
            return None
        return f"first 112: {first}, {often} times, after {self.seconds:.2f} s"


def on_page(place: str, before: tuple[str, ...], role: str | None = None) -> Teller:
    """Tell it at the page after some messages."""

    def prepare(house: SharedHouse) -> Tell:
        teacher = PageTeacher(house, role)
        for message in before:
            teacher.say(message)
        return lambda: _timed(place, "acute", lambda: teacher.say(ACUTE))

    return prepare


def after_undo(house: SharedHouse) -> Tell:
    """Take a message back while all is broken, and then tell it."""
    teacher, message_id = PageTeacher(house), uuid.uuid4().hex
    teacher.say("hun er trist", message_id)

    def tell() -> Answered:
        teacher.post("undo", message_id=message_id)
        return _timed("page, after an undo", "acute", lambda: teacher.say(ACUTE))

    return tell


def under_a_used_id(house: SharedHouse) -> Tell:
    """Tell it under the id of a message that was answered already."""
    teacher, message_id = PageTeacher(house), uuid.uuid4().hex
    teacher.say("hun er trist", message_id)
    return lambda: _timed("page, under a used id", "acute", lambda: teacher.say(ACUTE, message_id))


def in_the_note(path: str, kind: str, most_seconds: float) -> Teller:
    """Write it into the note that is to be sent; what comes back begins with the danger.

    Args:
        path: the route; the page asks for the preview first, so that is what must not wait for anybody.
        kind: `note` where the answer may wait for the inbox.
        most_seconds: how long.
    """

    def prepare(house: SharedHouse) -> Tell:
        teacher = PageTeacher(house)
        teacher.say(CONCERN[0])
        handover = {"topics": ["rusmidler"], "municipality": "0756", "urgency": "none", "next_date": None}
        body = {"text": ACUTE, "handover": handover, "id": uuid.uuid4().hex, "to_role": COUNSELLOR}

        def ask() -> list[dict[str, str]]:
            answer = read_json(teacher.post(path, **body))
            return [{"text": answer.get("warning") or answer.get("message") or answer.get("error", {})["message"]}]

        def tell() -> Answered:
            told = _timed(f"page, {path}", kind, ask)
            return Told(told.place, told.kind, "", told.seconds, told.messages, NOTE_OPENING, most_seconds)

        return tell

    return prepare


def in_teams(
    place: str,
    act: Callable[[TeamsTeacher], float],
    before: Callable[[TeamsTeacher], None],
    most_often: int = 1,
) -> Teller:
    """Tell it in Teams.

    Args:
        place: its name.
        act: tells it, and gives the moment at which that began.
        before: what was said and pressed before anything was broken.
        most_often: how often what to do may be said.
    """

    def prepare(house: SharedHouse) -> Tell:
        teacher = TeamsTeacher(house.teams)
        before(teacher)

        def tell() -> Answered:
            begun = act(teacher)
            teacher.wait(begun, 10.0, lambda said: said.startswith("Ring 112"))
            # What is said twice comes soon after.
            time.sleep(0.2)
            shown = teacher.seen(begun)
            first = next((at for at, said in shown if said.startswith("Ring 112")), begun + 99)
            messages = [{"text": said} for _, said in shown]
            return Told(place, "acute", teacher.conversation, first - begun, messages, most_often=most_often)

        return tell

    return prepare


def _timed(place: str, kind: str, ask: Callable[[], list[dict[str, str]]]) -> Answered:
    begun = time.perf_counter()
    messages = ask()
    return Told(place, kind, "", time.perf_counter() - begun, messages)


def _message(teacher: TeamsTeacher) -> float:
    begun: float = teacher.say(ACUTE).at
    return begun


def _twice(teacher: TeamsTeacher) -> float:
    activity = teacher.activity(ACUTE)
    begun: float = teacher.there.deliver(activity).at
    teacher.there.deliver(activity)
    return begun


def _edited(which: int) -> Callable[[TeamsTeacher], float]:
    return lambda teacher: teacher.edit(str(which), ACUTE).at


def _two_messages(teacher: TeamsTeacher) -> None:
    for number, words in enumerate(("jeg er bekymret for en elev", "nej"), 1):
        teacher.wait(teacher.say(words, id=str(number)).at)
        time.sleep(0.15)


def _asked_about_a_contact(teacher: TeamsTeacher) -> None:
    teacher.talk(CONCERN[0])
    begun = teacher.there.deliver(teacher.activity(value={MARK: "answer", "answer": "yes"})).at
    teacher.wait(begun)
    time.sleep(0.3)


def _day_chosen(teacher: TeamsTeacher) -> None:
    teacher.talk(*CONCERN)
    # A Monday within sixty days, so that it is a school day more often than not; either answer will do here.
    day = date.today() + timedelta(days=14 - date.today().weekday())
    teacher.wait(teacher.press("choose", date=day.isoformat()).at)


def _note_shown(teacher: TeamsTeacher) -> None:
    teacher.talk(*CONCERN, "lav en note")
    time.sleep(0.3)
    teacher.wait(teacher.press("note_open").at, wanted=lambda said: "Send noten" in said)


def _nothing(_: TeamsTeacher) -> None:
    """Come for the first time."""


TELLERS: tuple[Teller, ...] = (
    on_page("page, first message", ()),
    on_page("page, amid the questions", CONCERN[:3]),
    on_page("page, after the plan", CONCERN),
    on_page("page, a question to the counsellor is open", CONCERN[:2], COUNSELLOR),
    after_undo,
    under_a_used_id,
    in_the_note("handover/preview", "acute", 1.0),
    in_the_note("handover", "note", NOTE_SECONDS),
    in_teams("Teams, first message", _message, _nothing),
    in_teams("Teams, amid the questions", _message, lambda teacher: teacher.talk(*CONCERN[:3])),
    in_teams("Teams, delivered twice", _twice, _two_messages),
    in_teams("Teams, the latest message edited", _edited(2), _two_messages, TWICE),
    in_teams("Teams, an older message edited", _edited(1), _two_messages, TWICE),
    in_teams("Teams, when a day was chosen", _message, _day_chosen),
    in_teams("Teams, in place of an answer about a contact", _message, _asked_about_a_contact),
    in_teams(
        "Teams, beside an answer about a contact",
        lambda teacher: teacher.press("rate", words=ACUTE).at,
        _asked_about_a_contact,
    ),
    in_teams("Teams, in place of sending the note", _message, _note_shown),
    in_teams(
        "Teams, on the card with the note", lambda teacher: teacher.press("note_send", note=ACUTE).at, _note_shown
    ),
)


def ordinary(house: SharedHouse, number: int) -> Tell:
    """Prepare an ordinary message, at the page or in Teams; it must be answered with something, in time."""
    if number % 2:
        page = PageTeacher(house)
        page.say(CONCERN[0])
        return lambda: _timed("page", "ordinary", lambda: page.say(ORDINARY))
    teacher = TeamsTeacher(house.teams)
    teacher.talk(CONCERN[0])

    def tell() -> Answered:
        begun = teacher.say(ORDINARY).at
        shown = teacher.wait(begun, TURN_SECONDS + 1)
        first = shown[0][0] if shown else begun + 99
        return Told("Teams", "ordinary", "", first - begun, [{"text": said} for _, said in shown])

    return tell
