"""After danger now the conversation goes on; a new danger is never taken for the old one."""

from dataclasses import replace
from datetime import date

import pytest
from guidance_events import PLAN, Event, asked, said

from actions.guidance.aftermath import after_is_due
from actions.guidance.answer import answer
from actions.guidance.concern import Concern
from actions.guidance.conversation import fold, next_question
from actions.guidance.knowledge import Knowledge
from actions.guidance.plan import plan
from actions.guidance.turn import Event as AnyEvent

ROOF = said("hun står på taget og vil hoppe", danger="acute", kinds=["selvmord"])
TODAY = date(2026, 11, 20)
CAME = said("ambulancen er kommet", help_came="only")


def bot(name: str) -> Event:
    return {"event": "bot", "text": "…", "metadata": {"utter_action": name}}


def after(*events: AnyEvent) -> Concern:
    return fold([ROOF, *events])


def test_help_has_come_and_the_questions_go_on() -> None:
    concern = after(CAME)
    assert concern.help_here and not concern.acute_now
    assert next_question(concern) == "age_group"
    assert concern.danger == "acute", "the danger is not taken back"


@pytest.mark.parametrize(
    "again",
    [
        said("nu står hun på broen", danger="acute", kinds=["selvmord"]),
        said("hun trækker ikke vejret", danger="acute", kinds=["medicinsk"]),
        said("ambulancen er her, hans bror har en kniv", danger="acute", kinds=["voldsomt"], help_came="yes"),
        said("nu vil han springe igen", danger="check", kinds=["selvmord"]),
        said("nu vil hun springe igen", danger="check", kinds=["medicinsk"]),  # the model alone guesses the kind
        said("lærlingen er hos lederen og har kniv", danger="acute", kinds=["trussel"], help_came="yes"),
    ],
)
def test_a_new_danger_is_danger_now(again: AnyEvent) -> None:
    concern = after(CAME, again)
    assert concern.acute_now and not concern.help_here
    assert next_question(concern) is None


def test_the_same_danger_told_with_the_help_is_not_new() -> None:
    told = said("ambulancen tog hende, hun havde taget 30 piller", danger="acute", kinds=["selvmord"], help_came="yes")
    assert after(told).help_here


def test_an_answer_in_which_the_model_suspects_something_is_an_answer() -> None:
    told = said("hun er 17 og har det skidt", danger="check", kinds=["husly"], age_group="under18", age=17)
    assert not after(CAME, told).acute_now


def test_help_that_came_before_any_danger_was_answered_is_no_aftermath() -> None:
    concern = fold([said("vi har ringet 112", danger="acute", kinds=["voldsomt"], help_came="only")])
    assert concern.acute_now and not concern.help_here


def test_words_of_help_bring_no_topic_of_their_own() -> None:
    concern = after(said("hun er kørt på skadestuen", topics=["mobning"], help_came="only"))
    assert concern.subjects == ("selvmordstanker",)


def test_start_over_forgets_it() -> None:
    assert not fold([ROOF, CAME, said("forfra", intent="restart")]).help_here


def test_the_short_text_is_said_once_after_each_acute_answer() -> None:
    assert not after_is_due([])
    assert after_is_due([bot("utter_acute"), ROOF])
    assert not after_is_due([bot("utter_acute"), bot("utter_after_acute")])
    assert after_is_due([bot("utter_after_acute"), bot("utter_acute"), asked("age_group"), PLAN])


def test_the_plan_is_for_afterwards(knowledge: Knowledge) -> None:
    concern = Concern(topics=("fravaer",), danger="acute", kinds=("selvmord",), age_group="under18")
    during = answer(plan(concern, None, [], knowledge, TODAY), knowledge)
    later = answer(plan(replace(concern, help_here=True), None, [], knowledge, TODAY), knowledge)
    assert during["kind"] == "acute" and during["sections"][0]["id"] == "acute"
    assert later["kind"] == "plan" and later["sections"][0]["id"] == "school"
    assert "112" in later["text"], "it can become dangerous again"
    school, owner = (str(part["items"]) for part in later["sections"][:2])
    assert "hvem der følger eleven" in school
    assert "Underret elevens hjemkommune" in owner
