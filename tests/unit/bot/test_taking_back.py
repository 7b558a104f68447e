"""A message that is taken back: its words are gone, the danger in it is not."""

import json
from typing import Any

from actions.guidance.concern import Concern
from actions.guidance.conversation import fold, open_questions
from bot.tracker_store import undone

Event = dict[str, Any]

LISTEN: Event = {"event": "action", "name": "action_listen"}
ASKED_SAFETY: Event = {"event": "slot", "name": "requested_slot", "value": "safety"}
ASKED_AGE: Event = {"event": "slot", "name": "requested_slot", "value": "age_group"}


def said(text: str, intent: str = "report_concern", level: str = "none", **more: Any) -> Event:
    understood = {"intent": {"name": intent}, "danger": {"level": level, "kinds": more.pop("kinds", [])}, **more}
    seen = f"danger_{level}" if level != "none" else intent
    return {"event": "user", "text": text, "parse_data": {"intent": {"name": seen}, "understanding": understood}}


def after_undo(*events: Event) -> tuple[list[Event], Concern]:
    remaining, told = undone([dict(event) for event in events])
    assert told is not None
    return remaining, fold(remaining)


WORRY = said("hun er trist", topics=["trivsel"])
START: list[Event] = [{"event": "session_started"}, LISTEN]


def test_the_words_are_forgotten() -> None:
    remaining, _ = after_undo(*START, WORRY, ASKED_SAFETY, LISTEN, said("hun hedder noget hemmeligt"), LISTEN)
    assert "hemmeligt" not in json.dumps(remaining)
    assert "trist" in json.dumps(remaining)


def test_what_the_message_told_is_not_known_any_more() -> None:
    wrong = said("18", "inform_age", age_group="over18", age=18)
    _, concern = after_undo(*START, WORRY, ASKED_AGE, LISTEN, wrong, ASKED_SAFETY, LISTEN)
    assert concern.age_group == "unknown" and concern.topics == ("trivsel",)
    assert "age_group" in open_questions(concern)


def test_a_danger_is_never_unsaid() -> None:
    pills = said("hun har taget piller", level="acute", kinds=["selvmord"])
    _, concern = after_undo(*START, WORRY, ASKED_SAFETY, LISTEN, pills, LISTEN)
    assert concern.danger == "acute" and concern.kinds == ("selvmord",)
    assert not concern.acute_now, "the questions go on"


def test_a_yes_to_the_question_of_danger_is_never_unsaid() -> None:
    _, concern = after_undo(*START, WORRY, ASKED_SAFETY, LISTEN, said("ja", "affirm"), LISTEN)
    assert concern.danger == "acute"


def test_a_no_is_asked_for_again() -> None:
    _, concern = after_undo(*START, WORRY, ASKED_SAFETY, LISTEN, said("nej", "deny"), ASKED_AGE, LISTEN)
    assert concern.danger == "none"
    assert open_questions(concern)[0] == "safety"


def test_a_no_after_an_undone_danger_does_not_take_it_away() -> None:
    pills = said("hun har taget piller", level="acute", kinds=["selvmord"])
    remaining, _ = after_undo(*START, WORRY, ASKED_SAFETY, LISTEN, pills, LISTEN)
    assert fold([*remaining, said("nej", "deny")]).danger == "acute"


def test_two_undone_dangers_are_both_kept() -> None:
    first = said("far slår hende", level="urgent", kinds=["vold_hjemme"])
    second = said("hun vil dø", level="urgent", kinds=["selvmord"])
    once, _ = after_undo(*START, WORRY, ASKED_SAFETY, LISTEN, first, LISTEN)
    _, concern = after_undo(*once, second, LISTEN)
    assert set(concern.kinds) == {"vold_hjemme", "selvmord"}


def test_there_may_be_nothing_to_take_back() -> None:
    assert undone([{"event": "session_started"}, LISTEN])[1] is None
