"""One plan with one owner, decided from what is known."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from guidance_plans import FRIDAY, decide

from actions.guidance.concern import Concern
from actions.guidance.knowledge import Knowledge
from actions.guidance.opening import workday_from
from actions.guidance.plan import plan

SUICIDE, VIOLENCE = ("selvmord",), ("vold_hjemme",)


@pytest.mark.parametrize(
    ("topics", "age_group", "known", "owner"),
    [
        (("rusmidler",), "over18", {}, "rusmiddelkonsulent"),
        (("rusmidler",), "under18", {}, "rusmiddelkonsulent"),
        (("oekonomi", "rusmidler"), "over18", {}, "rusmiddelkonsulent"),
        (("fravaer",), "over18", {"age": 19}, "kui_ungevejleder"),
        (("fravaer",), "over18", {"age": 26}, "jobcenterkonsulent"),
        (("omsorgssvigt",), "under18", {}, "familieafdeling"),
        (("omsorgssvigt",), "over18", {}, "socialraadgiver"),
        (("vold_i_hjemmet",), "under18", {}, "familieafdeling"),
        (("vold_i_hjemmet",), "over18", {}, "socialraadgiver"),
        (("kriminalitet_radikalisering",), "unknown", {}, "ssp_konsulent"),
        (("oekonomi",), "unknown", {}, "socialraadgiver"),
        (("angst_depression",), "under18", {}, "psykolog"),
        ((), "unknown", {}, "socialraadgiver"),
        (("digitale_kraenkelser",), "under18", {}, "ssp_konsulent"),
        # Danger first: the danger's own topic decides, whatever else was told.
        (("fravaer",), "under18", {"danger": "urgent", "kinds": SUICIDE}, "familieafdeling"),
        (("rusmidler",), "over18", {"danger": "urgent", "kinds": SUICIDE}, "voksenafdeling"),
        (("social_kontrol",), "over18", {"danger": "urgent", "kinds": SUICIDE}, "voksenafdeling"),
        (("rusmidler",), "over18", {"danger": "urgent", "kinds": VIOLENCE}, "socialraadgiver"),
        (("fravaer",), "over18", {"danger": "urgent", "kinds": ("medicinsk",)}, "voksenafdeling"),
        (("generelt",), "unknown", {"danger": "acute"}, "familieafdeling"),
    ],
)
def test_who_owns_it(
    knowledge: Knowledge, topics: tuple[str, ...], age_group: str, known: dict[str, Any], owner: str
) -> None:
    assert decide(knowledge, topics=topics, age_group=age_group, **known).owner.role == owner


def test_the_danger_that_was_told_first_does_not_hide_a_graver_one(knowledge: Knowledge) -> None:
    one = decide(knowledge, topics=(), danger="urgent", kinds=("selvskade", "vold_hjemme"), age_group="over18")
    other = decide(knowledge, topics=(), danger="urgent", kinds=("vold_hjemme", "selvskade"), age_group="over18")
    assert one.owner.role == other.owner.role == "socialraadgiver"


def test_the_owner_is_not_named_again_among_the_others(knowledge: Knowledge) -> None:
    made = decide(knowledge, topics=("rusmidler", "fravaer", "praktikplads", "angst_depression"), age_group="under18")
    roles = [helper.role for helper in made.optional]
    assert len(roles) == len(set(roles)) <= 4
    assert made.owner.role not in roles


@pytest.mark.parametrize(
    ("tried", "gone"),
    [("talked_pupil", "Ring eller skriv til eleven"), ("counsellor", "plan for de næste to uger")],
)
def test_what_was_done_is_not_proposed_again(knowledge: Knowledge, tried: str, gone: str) -> None:
    before = " ".join(step.text for step in decide(knowledge, age_group="over18").school)
    after = " ".join(step.text for step in decide(knowledge, age_group="over18", tried={tried}).school)
    assert gone in before
    assert gone not in after


def test_with_everything_tried_there_is_still_a_step_inside_the_school(knowledge: Knowledge) -> None:
    tried = {"talked_pupil", "talked_parents", "counsellor", "leader", "municipality"}
    for danger in ("none", "check", "urgent", "acute"):
        assert decide(knowledge, danger=danger, tried=tried, age_group="under18").school


def test_parents_are_proposed_only_under_18_and_when_home_is_safe(knowledge: Knowledge) -> None:
    def with_parents(**known: Any) -> bool:
        return any(step.about == "parents" for step in decide(knowledge, **known).school)

    assert with_parents(age_group="under18")
    assert not with_parents(age_group="under18", tried={"talked_parents"})
    assert not with_parents(age_group="over18")
    assert not with_parents(age_group="unknown")
    for topic in ("vold_i_hjemmet", "social_kontrol", "seksuelle_kraenkelser", "omsorgssvigt"):
        assert not with_parents(age_group="under18", topics=(topic, "fravaer"))
    assert not with_parents(age_group="under18", danger="urgent", kinds=("aere",))


def test_in_danger_the_leader_comes_first_and_everything_is_today(knowledge: Knowledge) -> None:
    made = decide(knowledge, danger="urgent", kinds=("selvmord",), age_group="under18")
    assert (made.school[0].role, made.school[1].about) == ("skoleleder", "talk")
    assert {step.within for step in made.school} == {"today"}
    assert made.owner.within == "today"


def test_acute_starts_with_112_and_asks_for_no_calm_talk(knowledge: Knowledge, school_plan: Any) -> None:
    for own in (None, school_plan):
        made = decide(knowledge, own, danger="acute", kinds=("selvmord",), topics=("selvmordstanker",))
        assert made.acute[0].text.startswith("Ring 112")
        assert made.acute[1].text.startswith("Bliv hos eleven")
        assert not any(step.about in ("talk", "parents", "share") for step in made.school)
    assert not decide(knowledge, danger="urgent").acute


def test_the_schools_acute_steps_follow_without_saying_112_twice(knowledge: Knowledge, school_plan: Any) -> None:
    made = decide(knowledge, school_plan, danger="acute", age_group="under18")
    texts = [step.text for step in made.acute]
    assert "Tag imod ambulancen ved hovedindgangen." in texts
    assert sum("Ring 112" in text for text in texts) == 1
    assert "Ring til forældrene, hvis eleven er under 18." in [step.text for step in made.school]


@pytest.mark.parametrize("known", [{"age_group": "over18"}, {"age_group": "under18", "topics": ("social_kontrol",)}])
def test_the_schools_plan_never_sends_a_teacher_to_the_wrong_home(
    knowledge: Knowledge, school_plan: Any, known: dict[str, Any]
) -> None:
    made = decide(knowledge, school_plan, danger="acute", **known)
    assert not [step for step in (*made.acute, *made.school) if "forældre" in step.text]


def test_the_schools_plan_asks_no_underretning_about_an_adult(knowledge: Knowledge, school_plan: Any) -> None:
    adult = decide(knowledge, school_plan, danger="urgent", age_group="over18")
    young = decide(knowledge, school_plan, danger="urgent", age_group="under18")
    assert not [step for step in adult.school if "underrette" in step.text]
    assert [step for step in young.school if "underrette" in step.text]


def test_the_schools_plan_and_the_topics_do_not_say_the_same(knowledge: Knowledge, school_plan: Any) -> None:
    made = decide(knowledge, school_plan, topics=("ensomhed",), age_group="over18")
    assert [step.about for step in made.school].count("talk") == 1
    assert made.school[0].text.startswith("Sig, at du har set det")
    done = decide(
        knowledge, school_plan, topics=("ensomhed",), age_group="over18", tried={"talked_pupil", "counsellor"}
    )
    assert not [step for step in done.school if step.about in ("talk", "share")]


def test_the_counsellors_own_talk_stays_when_the_teacher_has_talked(knowledge: Knowledge, school_plan: Any) -> None:
    made = decide(knowledge, school_plan, danger="urgent", age_group="under18", tried={"talked_pupil"})
    assert [step for step in made.school if step.role == "studievejleder" and "Tal med eleven" in step.text]


# Rules


def test_17_and_19_get_different_rules(knowledge: Knowledge) -> None:
    young = {rule.id for rule in decide(knowledge, age_group="under18", age=17).rules}
    adult = {rule.id for rule in decide(knowledge, age_group="over18", age=19).rules}
    both = {rule.id for rule in decide(knowledge, age_group="unknown").rules}
    assert "underret_under_18" in young - adult
    assert "over_18_samtykke" in adult - young
    assert {"underret_under_18", "over_18_samtykke"} <= both


def test_kui_is_for_those_under_25(knowledge: Knowledge) -> None:
    assert "kui_besked" in {rule.id for rule in decide(knowledge, age_group="over18", age=24).rules}
    old = decide(knowledge, age_group="over18", age=25)
    assert "kui_besked" not in {rule.id for rule in old.rules}
    assert not [remark for remark in old.expect if "KUI" in remark.text]


def test_a_child_on_the_way_brings_its_rule_at_any_age(knowledge: Knowledge) -> None:
    for age in ("under18", "over18"):
        made = decide(knowledge, topics=("graviditet_sex",), age_group=age, expecting_child=True)
        assert "venter_barn" in {rule.id for rule in made.rules}
        assert "familieafdeling" in {helper.role for helper in made.optional}
    assert "elev_med_barn" in {rule.id for rule in decide(knowledge, age_group="over18", pupil_is_parent=True).rules}


# Who keeps the thread, and until when


def test_the_schools_tovholder_keeps_the_thread(knowledge: Knowledge, school_plan: Any) -> None:
    assert decide(knowledge, school_plan).tovholder.role == "studievejleder"
    school_plan["plan"]["contacts"] = [{"role": "trivselsvejleder", "name": "x", "where": "y", "phone": None}]
    made = decide(knowledge, school_plan).tovholder
    assert (made.role, made.deputy_role) == ("trivselsvejleder", None)
    assert decide(knowledge).tovholder.role == "studievejleder"


@pytest.mark.parametrize(
    ("day", "days", "expected"),
    [
        (date(2026, 11, 16), 3, date(2026, 11, 19)),
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Saturday
        (date(2026, 11, 20), 2, date(2026, 11, 23)),  # Sunday
        (date(2026, 11, 20), 3, date(2026, 11, 23)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # New Year's Day is a Friday
    ],
)
def test_the_next_date_is_a_workday(knowledge: Knowledge, day: date, days: int, expected: date) -> None:
    assert workday_from(day + timedelta(days=days), knowledge.hours) == expected


@pytest.mark.parametrize(("danger", "follow_up"), [("none", date(2026, 11, 19)), ("urgent", date(2026, 11, 17))])
def test_the_next_date_follows_the_danger_and_the_earliest_deadline(
    knowledge: Knowledge, danger: str, follow_up: date
) -> None:
    concern = Concern(topics=("fravaer",), danger=danger, age_group="over18")
    assert plan(concern, None, [], knowledge, date(2026, 11, 16)).tovholder.follow_up == follow_up


def test_the_plan_is_the_same_for_the_same_concern(knowledge: Knowledge) -> None:
    concern = Concern(topics=("rusmidler", "oekonomi", "fravaer"), age_group="over18", municipality="0756")
    first = plan(concern, None, [], knowledge, FRIDAY)
    assert first == plan(replace(concern), None, [], knowledge, FRIDAY)
