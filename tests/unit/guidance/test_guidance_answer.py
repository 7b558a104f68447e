"""What a teacher is shown: the shape of docs/contracts.md and nothing unconfirmed to call."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from actions.guidance.answer import SECTIONS, answer
from actions.guidance.concern import Concern
from actions.guidance.knowledge import Knowledge
from actions.guidance.plan import plan

FRIDAY = date(2026, 11, 20)
GUIDANCE = Path(__file__).resolve().parents[3] / "actions" / "guidance"


def say(
    knowledge: Knowledge, concern: Concern, services: Any = (), school_plan: Any = None, **more: Any
) -> dict[str, Any]:
    found = None if services is None else list(services)
    return answer(plan(concern, school_plan, found, knowledge, FRIDAY), knowledge, **more)


def part(shown: dict[str, Any], name: str) -> dict[str, Any]:
    return next(section for section in shown["sections"] if section["id"] == name)


def rus(state: str) -> dict[str, Any]:
    return {
        "name": "Rusmiddelbehandling for unge",
        "role": "rusmiddelkonsulent",
        "contact_state": state,
        "service_areas": [{"name": "Ikast-Brande Kommune", "uri": "0756"}],
        "phones": [{"number": "12 34 56 78", "type": "voice"}],
        "email": "rus@example.org",
        "url": "https://example.org/rus",
        "assured_date": "2026-11-01",
        "assurer": "studievejledningen",
        "source": {"name": "kommunen", "url": "https://example.org", "date": "2026-11-01"},
    }


REACHED = {"tel:12345678", "mailto:rus@example.org", "https://example.org/rus"}
SMOKER = Concern(topics=("rusmidler",), age_group="over18", age=19, municipality="0756")


def test_sections_come_in_the_order_of_the_contract(knowledge: Knowledge, school_plan: Any) -> None:
    shown = say(
        knowledge, Concern(topics=("selvmordstanker",), danger="acute", age_group="under18"), school_plan=school_plan
    )
    ids = [section["id"] for section in shown["sections"]]
    assert ids == [name for name in SECTIONS if name in ids]
    assert shown["kind"] == "acute"
    assert ids[0] == "acute"
    assert shown["sections"][0]["items"][0]["links"] == [{"label": "Ring 112", "href": "tel:112"}]


def test_only_some_sections_may_be_asked_for(knowledge: Knowledge) -> None:
    assert [s["id"] for s in say(knowledge, SMOKER, only=("owner", "optional"))["sections"]] == ["owner", "optional"]


def test_what_was_heard_is_said_so_that_it_can_be_corrected(knowledge: Knowledge) -> None:
    text = say(knowledge, SMOKER)["text"]
    assert "rusmidler" in text and "19 år" in text and "Ikast-Brande" in text
    unknown = say(knowledge, Concern())["text"]
    assert "Alder: ukendt" in unknown and "Hjemkommune: ukendt" in unknown


def test_a_confirmed_contact_can_be_called(knowledge: Knowledge) -> None:
    owner = part(say(knowledge, SMOKER, [rus("confirmed")]), "owner")["items"][0]
    assert owner["status"] == "confirmed"
    assert owner["status_text"] == "Bekræftet af studievejledningen den 1. november 2026."
    assert {link["href"] for link in owner["links"]} == REACHED


def test_an_ageing_contact_can_be_called_and_says_when_it_was_last_confirmed(knowledge: Knowledge) -> None:
    owner = part(say(knowledge, SMOKER, [rus("ageing") | {"assured_date": "2026-03-01"}]), "owner")["items"][0]
    assert owner["status"] == "ageing"
    assert owner["status_text"].startswith("Sidst bekræftet 1. marts 2026 af studievejledningen.")
    assert "Sig til, hvis den ikke passer." in owner["status_text"]
    assert {link["href"] for link in owner["links"]} == REACHED
    assert "ingen bekræftet kontakt endnu" not in str(owner)


def test_what_a_school_has_found_out_about_a_contact_is_said_once_it_is_confirmed(knowledge: Knowledge) -> None:
    told = {"can_contribute": "Kommer på skolen hver tirsdag.", "cannot_do": ""}
    confirmed = " ".join(part(say(knowledge, SMOKER, [rus("confirmed") | told]), "owner")["items"][0]["details"])
    assert "Kommer på skolen hver tirsdag." in confirmed
    assert knowledge.roles["rusmiddelkonsulent"].cannot_do in confirmed, "an empty text leaves the role's own"
    unconfirmed = str(part(say(knowledge, SMOKER, [rus("unconfirmed") | told]), "owner"))
    assert "Kommer på skolen hver tirsdag." not in unconfirmed
    assert knowledge.roles["rusmiddelkonsulent"].can_contribute in unconfirmed


@pytest.mark.parametrize("state", ["unconfirmed", "expired", "example", "something new"])
def test_an_unconfirmed_contact_gives_the_role_to_ask_for_and_the_municipalitys_own_site(
    knowledge: Knowledge, state: str
) -> None:
    owner = part(say(knowledge, SMOKER, [rus(state)]), "owner")["items"][0]
    hrefs = [link["href"] for link in owner["links"]]
    assert owner["status"] not in ("confirmed", "ageing")
    assert "12 34 56 78" not in str(owner) and "rus@example.org" not in str(owner), "not even as text"
    assert not [href for href in hrefs if href.startswith(("tel:", "mailto:"))]
    assert "https://www.ikast-brande.dk" in hrefs
    assert "ingen bekræftet kontakt endnu" in " ".join(owner["details"])
    assert owner["title"].startswith("Misbrugskonsulent")


def test_without_a_municipality_the_owner_is_named_by_role(knowledge: Knowledge) -> None:
    shown = say(knowledge, Concern(topics=("rusmidler",)))
    owner = part(shown, "owner")["items"][0]
    assert owner["title"] == "Misbrugskonsulent i elevens hjemkommune"
    assert owner["links"] == []
    assert any("Find elevens hjemkommune" in item["text"] for item in part(shown, "school")["items"])


def test_a_silent_directory_is_said(knowledge: Knowledge) -> None:
    shown = say(knowledge, SMOKER, None)
    assert "svarer ikke" in shown["text"]
    assert "https://www.ikast-brande.dk" in str(part(shown, "owner"))
    assert "svarer ikke" not in say(knowledge, SMOKER, [])["text"]


def test_a_national_number_stands_as_text_until_a_person_confirms_it(knowledge: Knowledge) -> None:
    concern = Concern(topics=("spil_gaming",), age_group="over18")
    line = next(item for item in part(say(knowledge, concern), "regional")["items"] if "Ludomani" in item["title"])
    assert "Nummer: 70 11 18 10" in line["details"]
    assert not [link for link in line["links"] if link["href"].startswith("tel:")]
    assert "ikke bekræftet" in line["status_text"]
    assert line["source"]["date"]


def test_a_crisis_number_that_nobody_confirmed_says_so_with_source_and_date(knowledge: Knowledge) -> None:
    concern = Concern(topics=("selvmordstanker",), age_group="over18")
    line = next(item for item in part(say(knowledge, concern), "regional")["items"] if item["title"] == "Livslinien")
    assert "Nummer: 70 201 201" in line["details"]
    assert line["status"] == "unconfirmed" and "ikke bekræftet af et menneske endnu" in line["status_text"]
    known = knowledge.national["livslinien"]["source"]
    assert known["name"] in line["status_text"] and f"({known['date']})" in line["status_text"]
    assert not [link for link in line["links"] if link["href"].startswith("tel:")]


def test_the_schools_step_names_deputy_place_and_version(knowledge: Knowledge, school_plan: Any) -> None:
    shown = say(knowledge, Concern(topics=("fravaer",), danger="urgent", age_group="over18"), school_plan=school_plan)
    step = next(item for item in part(shown, "school")["items"] if item["title"] == "Studievejleder")
    assert "Er de væk: kontaktlærer" in step["details"]
    assert "Her: Studievejledningen, Lokale A12" in step["details"]
    assert "beredskabsplan 1.2" in step["source"]["text"]
    assert step["links"] == [], "en påmindelse om 112 er ikke et opkald"


def with_concern_steps(school_plan: Any, *within: str) -> Any:
    """The school's plan with these deadlines for a worry, in this order."""
    steps = [
        {
            "trigger": "concern",
            "order": order,
            "role": "studievejleder",
            "within": words,
            "text": f"Gør nummer {order}.",
        }
        for order, words in enumerate(within)
    ]
    return {**school_plan, "plan": {**school_plan["plan"], "steps": steps}}


def test_an_example_plan_is_marked_once_at_its_first_step(knowledge: Knowledge, school_plan: Any) -> None:
    longer = with_concern_steps(school_plan, "I dag", "Inden 1 uge", "Inden 2 uger")
    shown = say(knowledge, Concern(topics=("fravaer",), age_group="over18"), school_plan=longer)
    items = part(shown, "school")["items"]
    planned = [item for item in items if "beredskabsplan" in item["source"]["text"]]
    assert [item["status"] for item in planned] == ["example", None, None]


def test_the_teacher_is_not_her_own_deputy(knowledge: Knowledge, school_plan: Any) -> None:
    shown = say(knowledge, Concern(topics=("fravaer",), age_group="over18"), school_plan=school_plan)
    own = [item for item in part(shown, "school")["items"] if item["title"] == "Du selv"]
    assert own and not [detail for item in own for detail in item["details"] if "Er de væk" in detail]


def test_the_earliest_deadline_comes_first(knowledge: Knowledge, school_plan: Any) -> None:
    mixed = with_concern_steps(
        school_plan, "Inden to uger", "Inden 1 uge", "Samme dag som samtalen", "Inden 3 skoledage"
    )
    shown = say(knowledge, Concern(topics=("fravaer",), age_group="over18"), school_plan=mixed)
    said = [item["text"] for item in part(shown, "school")["items"] if item["text"].startswith("Gør nummer")]
    # What has no number of days stays behind the step that it followed.
    assert said == ["Gør nummer 3.", "Gør nummer 1.", "Gør nummer 2.", "Gør nummer 0."]


def test_the_date_is_written_in_danish(knowledge: Knowledge) -> None:
    details = part(say(knowledge, Concern(topics=("fravaer",), danger="urgent")), "tovholder")["items"][0]["details"]
    assert "Følg op senest mandag den 23. november 2026." in details


def test_no_rule_is_shown_as_settled(knowledge: Knowledge) -> None:
    for item in part(say(knowledge, SMOKER), "rule")["items"]:
        assert item["status"] == "awaiting_lawyer"
        assert "jurist" in item["status_text"]
        assert item["source"]["date"]


def test_every_choice_sends_ordinary_words(knowledge: Knowledge) -> None:
    for choice in say(knowledge, SMOKER)["choices"]:
        assert choice["title"] and not choice["payload"].startswith("/")


def test_every_sentence_that_code_asks_for_is_in_the_wording(knowledge: Knowledge) -> None:
    called = re.compile(r"wording(?:\.get)?\(\s*\"([a-z_0-9.]+)\"")
    keys = {key for path in GUIDANCE.glob("*.py") for key in called.findall(path.read_text("utf-8"))}
    assert len(keys) > 40
    for key in keys:
        assert knowledge.wording.get(key), key
