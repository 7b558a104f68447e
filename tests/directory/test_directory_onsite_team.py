"""The team at the school: what the API says of it, and who keeps its hours."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.timezone import localdate
from people import form_of, schools, signed_in

from directory.loading.load import load
from directory.resources.models import TaxonomyTerm
from directory.schools.models import OnsiteTeam, Presence, School

EXAMPLE = "schools/eksempelskolen.yml"


@pytest.fixture
def mine() -> School:
    school: School = schools()[0]
    return school


@pytest.fixture
def editor(mine: School) -> Client:
    client: Client = signed_in("editor", mine)
    return client


def team_of(api: Any) -> Any:
    return api("schools/eksempelskolen/plan")[1]["school"]["onsite_team"]


def address(team: OnsiteTeam) -> str:
    return f"/admin/schools/onsiteteam/{team.pk}/change/"


def test_the_api_gives_the_weekly_hours(api: Any) -> None:
    team = team_of(api)
    assert team["name"] == "Elevtjenesten på Eksempelskolen" and "psykolog" in team["roles"]
    assert (team["topics"], team["phone"], team["valid_to"]) == ([], None, "2030-06-28")
    assert team["presence"][0] == {
        "weekday": 1, "opens_at": "09:00", "closes_at": "12:00", "where": "Lokale A16", "role": "kui_ungevejleder",
    }  # fmt: skip
    assert [hours["weekday"] for hours in team["presence"]] == [1, 2, 3, 4]


@pytest.mark.parametrize(("days", "shown"), [(0, True), (-1, False)])
def test_a_team_is_given_as_long_as_its_hours_hold(api: Any, days: int, shown: bool) -> None:
    OnsiteTeam.objects.update(valid_to=localdate() + timedelta(days=days))
    assert (team_of(api) is not None) is shown


def test_a_school_without_a_team_has_none(api: Any) -> None:
    OnsiteTeam.objects.all().delete()
    assert team_of(api) is None


def test_an_editor_changes_the_hours_and_teachers_see_it_at_once(editor: Client, api: Any, mine: School) -> None:
    team = OnsiteTeam.objects.get()
    until = localdate() + timedelta(days=200)
    topic = TaxonomyTerm.objects.get(taxonomy="topic", code="rusmidler")
    values = form_of(editor, address(team)) | {
        "valid_to": until.isoformat(), "topics": [topic.pk], "presence-0-closes_at": "11:30", "presence-3-DELETE": "on",
    }  # fmt: skip
    assert editor.post(address(team), values).status_code == 302
    seen = team_of(api)
    assert (seen["topics"], seen["valid_to"]) == (["rusmidler"], until.isoformat())
    assert seen["presence"][0]["closes_at"] == "11:30" and len(seen["presence"]) == 3
    call_command("load_knowledge", stdout=io.StringIO())
    assert team_of(api) == seen, "the next load leaves the school's own hours alone"


@pytest.mark.parametrize(
    "wrong",
    [
        {"valid_to": (localdate() + timedelta(days=500)).isoformat()},
        {"presence-0-closes_at": "08:00"},
        {"presence-0-weekday": "7"},
        {"roles": []},
    ],
)
def test_hours_that_cannot_be_are_refused(editor: Client, wrong: dict[str, Any]) -> None:
    team = OnsiteTeam.objects.get()
    fits = {"valid_to": (localdate() + timedelta(days=100)).isoformat()}
    assert editor.post(address(team), form_of(editor, address(team)) | fits | wrong).status_code == 200
    assert OnsiteTeam.objects.get().valid_to == team.valid_to


def test_another_school_neither_sees_nor_takes_the_team(mine: School) -> None:
    other = schools()[1]
    stranger, team = signed_in("editor", other), OnsiteTeam.objects.get()
    assert stranger.get(address(team)).status_code == 302
    assert not stranger.get("/admin/schools/onsiteteam/").context["cl"].queryset.exists()
    values = form_of(stranger, "/admin/schools/onsiteteam/add/") | {
        "school": str(mine.pk), "name": "Falsk", "valid_to": localdate().isoformat(),
        "roles": [str(pk) for pk in team.roles.values_list("pk", flat=True)],
    }  # fmt: skip
    assert stranger.post("/admin/schools/onsiteteam/add/", values).status_code == 200
    values["school"] = str(other.pk)
    assert stranger.post("/admin/schools/onsiteteam/add/", values).status_code == 302
    assert OnsiteTeam.objects.get(name="Falsk").school == other


def test_the_page_has_the_browsers_own_clock(editor: Client) -> None:
    html = editor.get(address(OnsiteTeam.objects.get())).content.decode()
    assert 'type="time"' in html and 'value="09:00"' in html


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("weekday: mandag", "weekday: lørdag", "weekday"),
        ('opens_at: "09:00", closes_at: "12:00"', 'opens_at: "12:00", closes_at: "09:00"', "closes_at"),
        ('opens_at: "09:00", closes_at: "12:00"', 'opens_at: "9 til", closes_at: "12:00"', "opens_at"),
        ("role: kui_ungevejleder}", "role: rektor}", "role"),
        ("valid_to: 2030-06-28", "valid_to: juni", "valid_to"),
        ("address: tovholder@", "address: tovholder", "address"),
        ("purpose: tovholder", "purpose: rektor", "purpose"),
        ('pupil_municipalities: ["0756"', 'pupil_municipalities: ["9999"', "pupil_municipalities"),
    ],
)
def test_a_wrong_file_names_the_field(knowledge: Path, before: str, after: str, named: str) -> None:
    path = knowledge / EXAMPLE
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(CommandError, match=named):
        call_command("load_knowledge", knowledge=knowledge, stdout=io.StringIO())


def test_a_team_that_left_the_file_leaves_the_school(knowledge: Path, api: Any) -> None:
    path = knowledge / EXAMPLE
    text = path.read_text("utf-8")
    start, end = text.index("onsite_team:"), text.index("plan:\n")
    path.write_text(text[:start] + text[end:], "utf-8")
    load(knowledge, production=False)
    assert team_of(api) is None and not Presence.objects.exists()
