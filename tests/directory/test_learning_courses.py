"""Courses: what is over is gone by itself, an empty list says so, and nobody's word outlives what it was about."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import localdate
from learned import course
from people import form_of, schools, signed_in

from directory.learning.listing import coming, courses, lines, without_day
from directory.learning.models import Course
from directory.loading.errors import KnowledgeError
from directory.loading.load import load
from directory.resources.models import Region

PAGE = "/kurser/"


def shown(**asked: str) -> str:
    page: str = signed_in("reader", schools()[0]).get(PAGE, asked).content.decode()
    return page


@pytest.mark.parametrize(("first", "last", "there"), [(0, 0, True), (-1, -1, False), (-1, 0, True), (-3, -1, False)])
def test_a_course_is_gone_the_day_after_its_last_one(first: int, last: int, there: bool) -> None:
    today = localdate()
    row = course(first, ends_on=today + timedelta(days=last))
    assert (row in coming(courses(schools()[0]), today)) is there
    assert (row.title in shown()) is there
    assert row not in coming(courses(schools()[0]), today + timedelta(days=last + 1))


def test_the_soonest_stands_first_and_its_word_follows_the_day() -> None:
    today = localdate()
    for days, title in ((30, "Sen"), (3, "Snart"), (9, "Midt")):
        course(days, title=title, sign_up_by=today + timedelta(days=days - 1))
    found = {day: lines(coming(courses(schools()[0]), day), day) for day in (today, today + timedelta(days=9))}
    assert [line.course.title for line in found[today]] == ["Snart", "Midt", "Sen"]
    assert {line.word for line in found[today]} == {"Åben for tilmelding"}
    assert [(line.course.title, line.word) for line in found[today + timedelta(days=9)]] == [
        ("Midt", "Fristen er gået"),
        ("Sen", "Åben for tilmelding"),
    ]
    course(5, title="Ikke mere", status="cancelled", url="https://netvaerk.example/tilmeld")
    assert "Aflyst" in shown() and "https://netvaerk.example" not in shown(), "no way to sign up for what is off"


def test_what_the_knowledge_says_holds_no_date_that_nobody_has_seen() -> None:
    rows = Course.objects.filter(origin="knowledge")
    assert {row.title: row.status for row in rows} == {
        "Relationel kapacitet for ledere": "ask",
        "Relationel koordinering for medarbejdere og nøglepersoner": "none",
        "Trivsel Smiley": "always",
    }
    assert not [row for row in rows if row.starts_on or row.ends_on or row.is_confirmed(localdate())]
    assert all(row.source_url and row.source_date and row.checked_on for row in rows)


def test_an_empty_list_says_so_and_where_to_look() -> None:
    page = shown()
    assert "Vi kender ingen kurser med en dato lige nu." in page and "Se efter hos dem herunder." in page
    for line in ("Ingen aktuelle", "Region Syddanmark", "Ikke bekræftet.", "Kilde: "):
        assert line in page
    Course.objects.all().delete()
    assert "Spørg jeres region og Psykiatrifonden." in shown()


def test_it_can_be_narrowed_to_whom_and_where() -> None:
    course(4, title="Kun ledere", for_staff=False, for_leaders=True)
    course(5, title="Kun i nord", region=Region.objects.get(code="nordjylland"))
    assert "Kun ledere" in shown(**{"for": "leaders"}) and "Kun i nord" not in shown(**{"for": "leaders"})
    assert "Kun i nord" in shown(region="nordjylland") and "Kun ledere" in shown(region="nordjylland")
    assert "Kun i nord" not in shown(region="syddanmark")
    assert signed_in("reader", schools()[0]).get(PAGE, {"region": "atlantis"}).status_code == 404
    assert "Kun ledere" in shown(**{"for": "katte"})


def test_a_schools_own_course_is_its_own_and_a_hidden_one_nobodys() -> None:
    mine, other = schools()
    course(4, title="Naboens egen", school=other)
    course(4, title="Taget ned", shown=False)
    assert not {"Naboens egen", "Taget ned"} & {line for line in shown().splitlines() if "<h3>" in line}
    assert "Naboens egen" not in shown() and "Taget ned" not in shown()
    assert "Naboens egen" in signed_in("reader", other).get(PAGE).content.decode()
    assert signed_in("reader", other).get(PAGE, {"skole": mine.slug}).status_code == 403
    assert "/admin/login/" in Client().get(PAGE)["Location"]


def test_a_word_counts_for_what_was_seen_and_for_half_a_year() -> None:
    today = localdate()
    row = course(300, checked_on=today, checked_by="studievejleder")
    assert not row.is_confirmed(today), "nothing was taken down"
    row.confirm()
    assert row.is_confirmed(today) and not row.is_confirmed(today + timedelta(days=190))
    row.status = "full"
    assert not row.is_confirmed(today), "it says something else now"


def test_an_editor_writes_one_down_and_confirms_it_in_the_admin() -> None:
    editor, today = signed_in("editor", schools()[0]), localdate()
    add = "/admin/learning/course/add/"
    values = {
        "title": "Netværksmøde", "school": str(schools()[0].pk), "kind": "conference", "organizer": "Netværket",
        "about": "Vi mødes.", "for_leaders": "on", "status": "open", "starts_on": str(today + timedelta(days=7)),
        "source_name": "Netværkets side", "confidence": "high", "shown": "on",
        "checked_on": str(today), "checked_by": "studievejleder",
    }  # fmt: skip
    assert editor.post(add, {**values, "school": ""}).status_code == 200, "the shared ones are the administrator's"
    assert editor.post(add, values).status_code == 302
    row = Course.objects.get(title="Netværksmøde")
    assert row.is_confirmed(today) and row.origin == "person" and row.history.count() == 1
    assert "af studievejleder." in shown()
    change = f"/admin/learning/course/{row.pk}/change/"
    editor.post(change, form_of(editor, change) | {"status": "full"})
    row.refresh_from_db()
    assert row.status == "full" and not row.is_confirmed(today) and "Fyldt" in shown()
    shared = Course.objects.get(title="Trivsel Smiley")
    page = f"/admin/learning/course/{shared.pk}/change/"
    assert editor.get(page).status_code == 200 and editor.post(page, values).status_code == 403
    assert signed_in("reader", schools()[0]).post(add, values).status_code == 403


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"starts_on": None}, "starts_on"),
        ({"status": "none"}, "starts_on"),
        ({"ends_on": localdate() - timedelta(days=1)}, "ends_on"),
        ({"sign_up_by": localdate() + timedelta(days=99)}, "sign_up_by"),
        ({"for_staff": False}, "for_leaders"),
        ({"checked_by": "Mette Hansen", "checked_on": localdate()}, "checked_by"),
        ({"checked_by": "studievejleder"}, "checked_on"),
        ({"checked_on": localdate() + timedelta(days=1)}, "checked_on"),
        ({"source_name": ""}, "source_name"),
        ({"about": "Ring 12 34 56 78."}, "about"),
    ],
)
def test_what_is_wrong_is_refused(values: dict[str, Any], field: str) -> None:
    row = course(5)
    for name, value in values.items():
        setattr(row, name, value)
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert field in refused.value.message_dict


def test_the_database_keeps_no_open_course_without_a_day() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        course(None, status="open")
    assert list(without_day(courses(schools()[0])).filter(status="open")) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("status: ask", "status: open", ("syddanmark_ledere", "starts_on")),
        ("status: none", "status: none\n  starts_on: 2027-01-04", ("syddanmark_medarbejdere", "starts_on")),
        ("audience: [leaders]", "audience: [chefer]", ("syddanmark_ledere", "audience", "chefer")),
        ("region: syddanmark", "region: sydjylland", ("region", "sydjylland")),
        ("source: trivsel_smiley", "source: smiley", ("trivsel_smiley", "source", "sources.yml")),
        ("organizer: Psykiatrifonden", "arrangoer: Psykiatrifonden", ("trivsel_smiley", "organizer")),
    ],
)
def test_a_wrong_file_is_refused(knowledge: Path, old: str, new: str, told: tuple[str, ...]) -> None:
    path = knowledge / "courses.yml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(KnowledgeError) as refused:
        load(knowledge, production=False)
    assert all(part in str(refused.value) for part in ("courses.yml", *told)), refused.value
