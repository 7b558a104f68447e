"""Opening hours in days and times: from the knowledge files, a sheet and the admin, to the API and its standard."""

from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.timezone import localdate
from hsds import by_profile, by_standard
from making_sheets import csv, everything, look, take_in
from people import change_page, form_of, own, schools, shared, signed_in

from actions.guidance.load import load_knowledge
from directory.loading.errors import KnowledgeError
from directory.loading.load import load
from directory.resources.adopting import adopt
from directory.resources.hours_text import rows_of, same_form, text_of
from directory.resources.models import Schedule, Service
from directory.resources.restoring import changes, restore

OFFICE = {"byday": "MO,TU,WE,TH", "opens_at": "09:00", "closes_at": "15:30"}


def given(api: Any, service: Service, **query: str) -> list[dict[str, Any]]:
    """The opening hours of a service as the API gives them, without their ids."""
    status, found = api(f"services/{service.pk}", **query)
    assert status == 200
    by_standard("service").validate(found)
    by_profile("service").validate(found)
    return [{name: value for name, value in row.items() if name != "id"} for row in found["schedules"]]


def hours(service: Service, **values: Any) -> Schedule:
    """Add opening hours, as the admin would."""
    row = Schedule(service=service, **{"byday": "MO", "opens_at": time(9), "closes_at": time(12), **values})
    row.full_clean()
    row.save()
    return row


@pytest.fixture
def editor() -> Client:
    client: Client = signed_in("editor", schools()[0])
    return client


def test_the_api_gives_them_as_hsds_does(api: Any) -> None:
    row = shared("ssp")
    assert given(api, row) == []
    hours(row, byday="MO,TU", opens_at=time(22), closes_at=time(0), holidays="closed", description="Ring om aftenen")
    assert given(api, row) == [
        {
            "description": "Ring om aftenen",
            "freq": "WEEKLY",
            "byday": "MO,TU",
            "opens_at": "22:00",
            "closes_at": "00:00",
            "holidays": "closed",
        }
    ]


def test_hours_that_are_over_are_not_given_and_coming_ones_are(api: Any) -> None:
    row, today = shared("ssp"), localdate()
    hours(row, valid_from=today - timedelta(days=9), valid_to=today - timedelta(days=1))
    last = hours(row, byday="TU", valid_to=today)
    coming = hours(row, byday="WE", valid_from=today + timedelta(days=1))
    found = given(api, row)
    assert sorted(one["byday"] for one in found) == ["TU", "WE"]
    assert {one.get("valid_to") for one in found} == {str(last.valid_to), None}
    assert {one.get("valid_from") for one in found} == {str(coming.valid_from), None}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"byday": ""}, "byday"),
        ({"opens_at": None}, "opens_at"),
        ({"closes_at": None}, "closes_at"),
        ({"byday": "", "opens_at": None, "closes_at": None}, "description"),
        ({"byday": "MO,XX"}, "byday"),
        ({"holidays": "måske"}, "holidays"),
        ({"valid_from": localdate(), "valid_to": localdate() - timedelta(days=1)}, "valid_to"),
        ({"description": "Ring 12 34 56 78"}, "description"),
    ],
)
def test_half_told_hours_are_refused(values: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        hours(shared("ssp"), **values)
    assert set(refused.value.message_dict) == {field}


@pytest.mark.parametrize(
    "wrong",
    [
        {"byday": "mandag"},
        {"opens_at": "9"},
        {"closes_at": "24:00"},
        {"holidays": "ja"},
        {"freq": "DAILY"},
        {"byday": None},
    ],
)
def test_the_profile_refuses_what_nobody_could_reckon_with(api: Any, wrong: dict[str, Any]) -> None:
    row = shared("ssp")
    hours(row)
    found = api(f"services/{row.pk}")[1]
    by_profile("service").validate(found)
    found["schedules"][0] |= wrong
    with pytest.raises(Exception, match="schedules"):
        by_profile("service").validate(found)


def test_an_editor_ticks_days_and_the_words_stay(editor: Client, api: Any) -> None:
    row = own(schools()[0], "kommune_familieafd")
    words = row.schedules.get().description
    values = form_of(editor, change_page(row)) | {
        "schedules-TOTAL_FORMS": 2,
        "schedules-1-service": str(row.pk),
        "schedules-1-byday": ["TH", "MO"],
        "schedules-1-opens_at": "09:00",
        "schedules-1-closes_at": "15:30",
        "schedules-1-holidays": "closed",
    }
    answer = editor.post(change_page(row), values)
    assert answer.status_code == 302, answer.context["errors"]
    assert sorted(map(str, row.schedules.all())) == sorted([words, "man, tor 9-15.30 (ikke på helligdage)"])
    made = row.schedules.get(byday="MO,TH")
    assert (made.origin, made.history.count()) == ("person", 1)
    again = form_of(editor, change_page(row))
    assert editor.post(change_page(row), again).status_code == 302
    assert made.history.count() == 1, "an untouched form changes nothing"
    assert {one.get("byday") for one in given(api, row, school="eksempelskolen")} == {None, "MO,TH"}


def test_the_page_says_what_is_missing(editor: Client) -> None:
    row = own(schools()[0], "ssp")
    values = form_of(editor, change_page(row)) | {"schedules-TOTAL_FORMS": 1, "schedules-0-byday": ["MO"]}
    page = editor.post(change_page(row), values)
    assert page.status_code == 200 and "Skriv både dage, åbner og lukker" in page.content.decode()
    assert not row.schedules.exists()


def test_who_confirms_sees_the_hours(editor: Client) -> None:
    row = own(schools()[0], "ssp", number="99 60 00 01")
    hours(row)
    page = editor.get(f"/admin/resources/service/{row.pk}/bekraeft/").content.decode()
    assert "Åbningstid: man 9-12" in page


def test_the_history_brings_deleted_hours_back(editor: Client) -> None:
    row = own(schools()[0], "ssp")
    line = hours(row)
    line.delete()
    gone = next(one for one in changes(Service, row.pk) if one.record.history_type == "-")
    assert gone.fields[0]["new"] == "man 9-12"
    restore(gone.target)
    assert str(row.schedules.get()) == "man 9-12"
    assert editor.get(f"/admin/resources/service/{row.pk}/history/").status_code == 200


def test_a_schools_own_hours_stand_for_that_school_alone(api: Any) -> None:
    row = shared("ssp")
    hours(row)
    mine = adopt(row, schools()[0])
    assert [one.times() for one in mine.schedules.all()] == ["man 9-12"]
    mine.schedules.update(byday="FR")
    assert [one["byday"] for one in given(api, mine, school="eksempelskolen")] == ["FR"]
    assert [one["byday"] for one in given(api, row)] == ["MO"]


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("man-tor 9-15.30; fre 9-13", "man-tor 9-15.30; fre 9-13"),
        ("Mandag-torsdag kl. 9.00-15:30, fredag 9-13", "man-tor 9-15.30; fre 9-13"),
        ("man, ons og fre 10-12", "man, ons, fre 10-12"),
        ("alle dage 8-22", "man-søn 8-22"),
        ("fre 20-2", "fre 20-2"),
        ("man-søn 0-24 (også på helligdage)", "man-søn 0-24 (også på helligdage)"),
        ("man 9-12; man 13-15 (ikke på helligdage)", "man 9-12; man 13-15 (ikke på helligdage)"),
    ],
)
def test_a_text_that_means_one_thing_is_days_and_times(text: str, stored: str) -> None:
    rows = rows_of(text)
    assert all(row.byday and not row.description for row in rows)
    assert text_of(rows) == same_form(text) == same_form(stored) == stored


@pytest.mark.parametrize(
    "text",
    [
        "Hverdage kl. 9-15",
        "man-fre 9-3",  # in the afternoon, or a night?
        "man 9",
        "fre-man 9-12",
        "man-ons-fre 9-12",
        "man 25-26",
        "man 9-9",
        "man 9-15, undtagen ferier",
        "ca. man 9-15",
        "Døgnåbent",
    ],
)
def test_any_other_text_stays_words(text: str) -> None:
    (row,) = rows_of(text)
    assert (row.description, row.byday) == (text, "") and same_form(text) == text


def test_a_sheet_brings_days_and_times_and_the_second_time_nothing(api: Any) -> None:
    header, line = ["Kommune", "Funktion", "Åbningstid"], ["Ikast-Brande", "SSP", "mandag-torsdag 9-15.30"]
    take_in(csv(header, line))
    row = own(schools()[0], "ssp")
    assert given(api, row, school="eksempelskolen") == [OFFICE | {"freq": "WEEKLY"}]
    before = everything()
    assert not look(csv(header, line)).problems
    take_in(csv(header, line))
    assert everything() == before
    take_in(csv(header, ["Ikast-Brande", "SSP", "Spørg på rådhuset"]))
    assert [str(one) for one in row.schedules.all()] == ["Spørg på rådhuset"]


def test_what_the_files_say_is_the_same_by_both_ways(api: Any) -> None:
    """The action server reads the national services itself, for when the directory is away."""
    found = {row["key"]: row for row in api("services", scope="national")[1]["results"]}
    reckoned = 0
    for key, known in load_knowledge().national.items():
        if key in found:
            given_ones = [{k: v for k, v in row.items() if k not in ("id", "freq")} for row in found[key]["schedules"]]
            assert sorted(map(str, given_ones)) == sorted(map(str, known["schedules"])), key
            reckoned += any(row.get("byday") for row in given_ones)
    assert reckoned >= 10, "else this test compares words alone"


def national(key: str) -> Service:
    return Service.objects.get(key=key, school=None)


def test_who_corrects_hours_keeps_them_over_the_next_load(knowledge: Path) -> None:
    file = knowledge / "services" / "national.yml"
    before = file.read_text("utf-8")
    assert '"12:30", closes_at: "14:00"' in before and "Man og tor 10-11" in before
    file.write_text(before.replace('"12:30", closes_at: "14:00"', '"13:00", closes_at: "14:00"'), "utf-8")
    load(knowledge, production=False)
    assert [one.times() for one in national("sind_ungdom").schedules.exclude(byday="")] == ["ons 13-14"], "nobody's yet"
    administrator = signed_in("administrator")
    row = national("bedre_psykiatri")
    values = form_of(administrator, change_page(row))
    at = next(name[: -len("-byday")] for name, value in values.items() if name.endswith("-byday") and value)
    values |= {f"{at}-DELETE": "on"}
    assert administrator.post(change_page(row), values).status_code == 302
    national("sind").schedules.filter(byday="").update(description="Ring og hør", origin="person")
    national("sind").schedules.exclude(byday="").update(byday="FR")
    load(knowledge, production=False)
    assert [one.times() for one in national("bedre_psykiatri").schedules.all()] == [""], (
        "what was taken away stays away"
    )
    assert {one.byday for one in national("sind").schedules.all()} == {"", "FR"}, "the file does not mend half of them"


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("    hours: døgnåbent", "    hours: altid", ("alarm112", "hours")),
        ("days: [onsdag]", "days: [onsdage]", ("sind_ungdom", "days", "onsdage")),
        ('opens_at: "12:30"', "opens_at: 12.30", ("sind_ungdom", "opens_at")),
        ("holidays: kun", "holidays: altid", ("laegevagt_sjaelland", "holidays", "altid")),
    ],
)
def test_wrong_hours_stop_the_load_with_the_place(knowledge: Path, old: str, new: str, named: tuple[str, ...]) -> None:
    file = knowledge / "services" / "national.yml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(KnowledgeError) as stopped:
        load(knowledge, production=False)
    assert all(word in str(stopped.value) for word in named)
