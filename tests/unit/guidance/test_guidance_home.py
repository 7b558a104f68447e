"""When images or messages of a pupil are spread, nothing goes home before the pupil has said that it is safe."""

from datetime import date
from typing import Any

import pytest

from actions.guidance.concern import Concern
from actions.guidance.knowledge import Knowledge
from actions.guidance.plan import Plan, plan

TODAY = date(2026, 11, 22)
ASK = "Spørg eleven, hvad der sker, hvis de hører om det derhjemme"
NOT_YET = "Sig intet derhjemme, før du ved fra eleven, at det er trygt."
HOME_IN_PLAN = "Ring til forældrene, hvis eleven er under 18."


def decide(knowledge: Knowledge, own: Any = None, **known: Any) -> Plan:
    told = {"topics": ("digitale_kraenkelser",), "age_group": "under18", **known}
    return plan(Concern(**told), own, [], knowledge, TODAY)


@pytest.mark.parametrize("danger", ["none", "check", "urgent"])
def test_the_pupil_is_asked_before_the_home_hears_of_spread_images(knowledge: Knowledge, danger: str) -> None:
    kinds = ("digitalt",) if danger != "none" else ()
    made = decide(knowledge, danger=danger, kinds=kinds)
    steps = [step.text for step in made.school if step.about == "parents"]
    assert len(steps) == 1 and steps[0].startswith(ASK)
    assert "spørg kommunen først" in steps[0]
    assert NOT_YET in [remark.text for remark in made.avoid]


def test_an_adult_is_not_asked_about_the_home_and_one_whose_home_may_be_the_danger_neither(
    knowledge: Knowledge,
) -> None:
    for known in ({"age_group": "over18"}, {"topics": ("digitale_kraenkelser", "social_kontrol")}):
        assert not [step for step in decide(knowledge, **known).school if step.about == "parents"]


def test_other_worries_under_18_keep_the_ordinary_question(knowledge: Knowledge) -> None:
    for topic in ("mobning", "selvmordstanker", "fravaer"):
        made = decide(knowledge, topics=(topic,))
        steps = [step.text for step in made.school if step.about == "parents"]
        assert len(steps) == 1 and "om det er trygt" in steps[0]
        assert NOT_YET not in [remark.text for remark in made.avoid]


def with_call_home(school_plan: dict[str, Any], trigger: str) -> dict[str, Any]:
    step = {"trigger": trigger, "role": "skoleleder", "within": "Samme dag", "text": HOME_IN_PLAN, "order": 99}
    plan = {**school_plan["plan"], "steps": [*school_plan["plan"]["steps"], step]}
    return {**school_plan, "plan": plan}


@pytest.mark.parametrize(
    ("danger", "trigger", "shown"), [("none", "concern", False), ("urgent", "urgent", False), ("acute", "acute", True)]
)
def test_the_schools_plan_calls_nobodys_home_about_images_but_while_life_is_in_danger(
    knowledge: Knowledge, school_plan: dict[str, Any], danger: str, trigger: str, shown: bool
) -> None:
    own = with_call_home(school_plan, trigger)
    kinds = ("selvmord",) if danger == "acute" else ("digitalt",) if danger == "urgent" else ()
    assert (HOME_IN_PLAN in [step.text for step in decide(knowledge, own, danger=danger, kinds=kinds).school]) is shown
    bullied = decide(knowledge, own, topics=("mobning",), danger=danger, kinds=("selvmord",) if kinds else ())
    assert HOME_IN_PLAN in [step.text for step in bullied.school], "otherwise the school's own plan stands"


@pytest.mark.parametrize("topic", ["lgbt", "graviditet_sex", "hjemloeshed"])
@pytest.mark.parametrize(
    ("danger", "trigger", "shown"), [("none", "concern", False), ("urgent", "urgent", False), ("acute", "acute", True)]
)
def test_the_schools_plan_tells_no_home_what_only_the_pupil_may_tell(
    knowledge: Knowledge, school_plan: dict[str, Any], topic: str, danger: str, trigger: str, shown: bool
) -> None:
    own = with_call_home(school_plan, trigger)
    kinds = ("selvmord",) if danger != "none" else ()
    made = decide(knowledge, own, topics=(topic,), danger=danger, kinds=kinds)
    assert (HOME_IN_PLAN in [step.text for step in made.school]) is shown
