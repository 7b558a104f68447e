"""What the lint finds in a plan, and that it finds nothing in a good one."""

from datetime import date
from typing import Any

import pytest
from plans import TODAY, around, content, example_plan, found

from directory.schools.checking import check, first_names
from directory.schools.lint import a_year_after, blocks, lint, small


def with_step(place: int, **changes: Any) -> dict[str, Any]:
    """The example's plan with one step changed; the steps are acute 0–9, urgent 10–15, concern 16–20."""
    plan: dict[str, Any] = content()
    plan["steps"][place].update(changes)
    return plan


def test_the_example_is_a_good_plan() -> None:
    assert lint(content(), around()) == []
    assert check(example_plan()) == []


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"role": None}, "no_role", "Fare nu 4"),
        ({"deputy_role": None}, "no_deputy", "Fare nu 4"),
        ({"deputy_role": "kontaktlaerer"}, "deputy_is_role", "Fare nu 4"),
        ({"within": "  "}, "no_within", "Fare nu 4"),
        ({"text": "Ring til lederen. " * 20}, "too_long", "Fare nu 4"),
    ],
)
def test_a_step_must_say_who_when_and_shortly_what(changes: dict[str, Any], code: str, words: str) -> None:
    finding = found(with_step(3, **changes))[code]
    assert finding.level == "error" and words in finding.text


def test_a_long_sentence_is_a_warning_that_blocks_nothing() -> None:
    text = "Ring til lederen på vagt og sig kort hvad der sker og hvor I er og hvem der er hos eleven."
    findings = lint(with_step(3, text=text), around())
    assert [(one.code, one.level) for one in findings] == [("long_sentence", "warning")]
    assert not blocks(findings)
    sentence = "Et to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten."
    assert lint(with_step(3, text=f"{sentence} {sentence}"), around()) == [], "fifteen words are allowed"


@pytest.mark.parametrize(
    ("trigger", "name"), [("acute", "Fare nu"), ("urgent", "Skal ske i dag"), ("concern", "Bekymring")]
)
def test_every_trigger_has_a_step(trigger: str, name: str) -> None:
    plan = content()
    plan["steps"] = [step for step in plan["steps"] if step["trigger"] != trigger]
    assert name in found(plan)["no_steps"].text


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("Ring 112. Sig, hvor I er.", True),
        ("Få en kollega til at ringe 112 nu.", True),
        ("Bliv hos eleven. Ring 112.", False),
        ("Ring 1122.", False),
        ("Nummeret er 112.", False),
    ],
)
def test_danger_now_begins_with_112(text: str, good: bool) -> None:
    assert ("acute_112" not in found(with_step(0, text=text))) is good


def test_every_topic_is_covered_by_a_step_of_an_ordinary_concern() -> None:
    plan = content()
    for step in plan["steps"]:
        if step["trigger"] == "concern":
            step["topics"] = ["rusmidler", "fravaer"]
    text = found(plan)["topic_uncovered"].text
    assert "Ensomhed" in text and "Fravær" not in text
    plan["steps"][-1]["topics"] = []
    assert "topic_uncovered" not in found(plan), "a step without topics is for all"


def test_the_steps_of_an_emergency_cover_no_ordinary_concern() -> None:
    plan = content()
    for step in plan["steps"][16:]:
        step["topics"] = ["rusmidler"]
    assert all(not step["topics"] for step in plan["steps"][:16])
    assert "topic_uncovered" in found(plan)


def test_a_role_of_the_plan_needs_a_place() -> None:
    plan = content()
    plan["contacts"] = [contact for contact in plan["contacts"] if contact["role"] != "trivselsvejleder"]
    assert "Trivselsvejleder" in found(plan)["no_contact"].text
    plan = content()
    plan["contacts"][0].update(where=" ", phone=None)
    assert "Leder på vagt" in found(plan)["contact_empty"].text
    plan["contacts"][0].update(where="", phone="97 00 00 00")
    assert "contact_empty" not in found(plan), "a number is a place too"


def test_the_reader_needs_no_place() -> None:
    assert not [contact for contact in content()["contacts"] if contact["role"] == "underviser"]
    assert "no_contact" not in found(content())


def test_the_tovholder_has_somebody_else_as_deputy() -> None:
    assert found(content(tovholder_deputy_role="studievejleder"))["tovholder_deputy"].level == "error"


def test_missing_and_private_mailboxes_are_warnings() -> None:
    assert found(content(), mailboxes={"tovholder": "t@skolen.example"})["no_mailbox"].level == "warning"
    assert found(content(), digest_mailbox="")["no_digest"].level == "warning"
    finding = found(content(), digest_mailbox="mette.hansen2@skolen.example")["mailbox_person"]
    assert finding.level == "warning" and "mette.hansen2@skolen.example" in finding.text
    assert "mailbox_person" not in found(content(), digest_mailbox="mettevej-skolen@skolen.example")
    assert {"mette", "mohammed"} <= first_names() and "studievejledning" not in first_names()


@pytest.mark.parametrize(("approved", "old"), [(date(2025, 11, 22), False), (date(2025, 11, 21), True), (None, False)])
def test_an_approval_is_old_after_a_year(approved: date | None, old: bool) -> None:
    findings = found(content(), approved=approved)
    assert ("old" in findings) is old
    assert not old or findings["old"].level == "warning", "a new approval is the way to mend it"


def test_a_year_after_a_leap_day() -> None:
    assert a_year_after(date(2028, 2, 29)) == date(2029, 2, 28)


def test_a_team_whose_hours_are_over_or_missing() -> None:
    team = {"name": "Elevtjenesten", "valid_to": "2026-11-21", "presence": [{}]}
    assert "21.11.2026" in found(content(), team=team)["team_over"].text
    assert found(content(), team={**team, "valid_to": TODAY.isoformat()}) == {}
    assert found(content(), team={**team, "valid_to": "2027-06-25", "presence": []}).keys() == {"team_empty"}


def test_errors_come_first_and_block() -> None:
    findings = lint(with_step(3, deputy_role=None), around(digest_mailbox=""))
    assert [one.level for one in findings] == ["error", "warning"]
    assert blocks(findings)


def test_a_role_inside_a_sentence() -> None:
    assert small("Skoleleder / uddannelsesleder").startswith("skoleleder")
    assert small("SSP-konsulent") == "SSP-konsulent"
