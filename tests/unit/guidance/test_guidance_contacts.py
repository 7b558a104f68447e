"""Which contacts a plan names: confirmed, for the home municipality, for the age; and lines that are never alone."""

from datetime import date
from typing import Any

import pytest
from guidance_plans import FRIDAY, decide, service

from actions.guidance.concern import Concern
from actions.guidance.contacts import national_contact
from actions.guidance.knowledge import Knowledge
from actions.guidance.plan import plan

SUICIDE, VIOLENCE = ("selvmord",), ("vold_hjemme",)


# Contacts


def test_a_confirmed_contact_in_the_home_municipality_is_used(knowledge: Knowledge) -> None:
    made = decide(
        knowledge,
        services=[service("kui_ungevejleder", "unconfirmed"), service("kui_ungevejleder"), service("ppr")],
        municipality="0756",
    )
    assert [contact.state for contact in made.owner.contacts] == ["confirmed"]


@pytest.mark.parametrize(
    "known",
    [{"municipality": "0851"}, {"municipality": None}, {"municipality": "0756", "topics": ("rusmidler",)}],
)
def test_another_municipality_or_role_gives_no_contact(knowledge: Knowledge, known: dict[str, Any]) -> None:
    assert decide(knowledge, services=[service("kui_ungevejleder")], **known).owner.contacts == ()


def test_a_service_for_adults_is_not_given_to_a_young_pupil(knowledge: Knowledge) -> None:
    adults = [service("kui_ungevejleder", minimum_age=18)]
    assert not decide(knowledge, services=adults, municipality="0756", age_group="under18").owner.contacts
    assert decide(knowledge, services=adults, municipality="0756", age_group="over18").owner.contacts


def test_without_the_directory_the_plan_is_whole(knowledge: Knowledge) -> None:
    made = decide(knowledge, services=None, municipality="0756", topics=("selvmordstanker",), age_group="under18")
    assert not made.directory_answered
    assert made.school and made.owner and made.regional and made.rules
    assert made.municipality and made.municipality["website"].startswith("https://")


def test_the_regions_own_doctor_on_duty_is_named_only_where_the_pupil_lives(knowledge: Knowledge) -> None:
    def names(municipality: str | None, home: dict[str, Any] | None = None) -> list[str]:
        concern = Concern(topics=("selvmordstanker",), municipality=municipality)
        made = plan(concern, None, [], knowledge, FRIDAY, home)
        return [service.contact.name if service.contact else "" for service in made.regional]

    assert any("Nordjylland" in name for name in names("0810"))
    assert not any("Syddanmark" in name for name in names("0810"))
    assert not any("Region" in name for name in names(None))
    new_region = {"code": "0101", "name": "København", "region": "Østdanmark", "website": "https://www.kk.dk"}
    assert not any("Region" in name for name in names("0101", new_region))


def test_every_municipality_has_its_own_regions_doctor_on_duty(knowledge: Knowledge) -> None:
    for code, home in knowledge.municipalities.items():
        made = plan(Concern(topics=("selvmordstanker",), municipality=code), None, [], knowledge, FRIDAY)
        duty = [one.contact.name for one in made.regional if one.role == "laegevagt" and one.contact]
        assert len(duty) == 1, (home, duty)
        assert duty[0].endswith(f"Region {home['region']}"), (home, duty)


def test_a_number_that_runs_out_is_not_shown_after_its_day(knowledge: Knowledge) -> None:
    concern = Concern(topics=("selvmordstanker",), municipality="0101")
    for day, shown in ((date(2026, 12, 31), True), (date(2027, 1, 1), False)):
        made = plan(concern, None, [], knowledge, day)
        numbers = {number for one in made.regional if one.contact for number in one.contact.numbers}
        assert ("1813" in numbers) is shown


def test_the_directorys_confirmation_of_a_national_service_is_used(knowledge: Knowledge) -> None:
    own = knowledge.national["livslinien"]
    said = {"key": "livslinien", "assured_date": "2026-11-01", "assurer": "studievejleder"}
    for word in ("confirmed", "ageing"):
        made = decide(knowledge, services=[{**own, **said, "contact_state": word}], topics=("selvmordstanker",))
        state = {one.contact.name: one.contact.state for one in made.regional if one.contact}
        assert state[own["name"]] == word


def test_a_national_number_that_the_directory_holds_back_is_not_shown(knowledge: Knowledge) -> None:
    """A person has found it wrong: the directory then gives the service without its number."""
    withheld = {**knowledge.national["livslinien"], "key": "livslinien", "phones": []}
    made = decide(knowledge, services=[withheld], topics=("selvmordstanker",))
    numbers = {one.contact.name: one.contact.numbers for one in made.regional if one.contact}
    assert numbers["Livslinien"] == ()


def test_the_directory_cannot_make_112_unconfirmed(knowledge: Knowledge) -> None:
    given = {**knowledge.national["alarm112"], "key": "alarm112", "contact_state": "unconfirmed", "phones": []}
    contact = national_contact("alarm112", dict(knowledge.national), [given], FRIDAY)
    assert (contact.state, contact.numbers) == ("confirmed", ("112",))


def test_a_fresh_contact_comes_before_an_ageing_one(knowledge: Knowledge) -> None:
    older, newer = (service("kui_ungevejleder", state, name=state) for state in ("ageing", "confirmed"))
    made = decide(knowledge, services=[older, service("kui_ungevejleder", "expired"), newer], municipality="0756")
    assert [contact.state for contact in made.owner.contacts] == ["confirmed", "ageing"]


def test_a_line_for_the_suicidal_is_never_the_only_help(knowledge: Knowledge) -> None:
    for age in ("under18", "over18", "unknown"):
        for danger in ("none", "urgent", "acute"):
            made = decide(knowledge, topics=("selvmordstanker",), danger=danger, age_group=age)
            names = [service.contact.name if service.contact else "læge" for service in made.regional]
            assert "Livslinien" in names
            assert names[0] != "Livslinien" and made.school


def test_doctors_come_before_lines_whatever_topic_is_gravest(knowledge: Knowledge) -> None:
    made = decide(knowledge, topics=("vold_i_hjemmet", "selvmordstanker"), age_group="over18")
    assert made.regional[0].role == "praktiserende_laege"
