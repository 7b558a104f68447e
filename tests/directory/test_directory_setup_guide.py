"""From an empty school to an approved plan by the guide alone."""

from typing import Any

import pytest
from django.test import Client
from people import form_of, schools, signed_in
from plans import approve, change, fields_of

from directory.schools.guide import left, steps
from directory.schools.models import Plan, School
from directory.schools.skeleton import headings

GUIDE = "/admin/schools/ny-skole/"


@pytest.fixture
def new() -> School:
    school: School = schools()[1]
    return school


@pytest.fixture
def editor(new: School) -> Client:
    client: Client = signed_in("editor", new)
    return client


def missing(school: School) -> list[str]:
    return [step.code for step in steps(school) if not step.done and not step.optional]


def of_school(client: Client, school: School, **values: Any) -> None:
    address = f"/admin/schools/school/{school.pk}/change/"
    boxes = {name: value for name, value in values.items() if name.startswith("mailboxes")}
    total = {"mailboxes-TOTAL_FORMS": len(boxes) // 2} if boxes else {}
    answer = client.post(address, form_of(client, address) | values | total)
    assert answer.status_code == 302, answer.context["errors"]


def test_the_guide_leads_to_an_approved_plan(editor: Client, new: School, api: Any) -> None:
    assert missing(new) == [
        "municipalities", "mailboxes", "charges", "plan", "skeleton", "contacts", "texts", "approval"
    ]  # fmt: skip
    of_school(editor, new, pupil_municipalities=[str(new.municipality_id)])
    boxes = {
        "mailboxes-0-purpose": "bekymring", "mailboxes-0-address": "bekymring@nabo.example",
        "mailboxes-1-purpose": "tovholder", "mailboxes-1-address": "tovholder@nabo.example",
    }  # fmt: skip
    of_school(editor, new, digest_mailbox="kontaktliste@nabo.example", **boxes)
    for subject in ("plan", "directory"):
        who = {f"{subject}-role": "skoleleder", f"{subject}-deputy_role": "studievejleder"}
        editor.post("/ansvar/?skole=nabo", {"do": subject, **who})
    answer = editor.post(GUIDE, {"skole": "nabo"})
    plan = Plan.objects.get(school=new)
    assert answer["Location"] == f"/admin/schools/plan/{plan.pk}/change/"
    assert missing(School.objects.get(pk=new.pk)) == ["skeleton", "contacts", "approval"], (
        "the template's steps are good as they are"
    )
    answers = {f"{one.code}-text": "Det har vi aftalt." for one in headings()}
    editor.post("/plan/skelet/?skole=nabo", answers | {f"{one.code}-role": "skoleleder" for one in headings()})
    assert api("schools/nabo/plan")[0] == 404, "a draft is nobody's plan"
    places = {name: "Lokale 12" for name in fields_of(plan) if name.endswith("-where")}
    change(editor, plan, **{name.replace("-", "_"): value for name, value in places.items()})
    assert missing(School.objects.get(pk=new.pk)) == ["approval"]
    approve(signed_in("approver", new), plan)
    assert left(steps(School.objects.get(pk=new.pk))) == 0
    assert api("schools/nabo/plan")[1]["plan"]["version"] == "1"


def test_the_template_brings_texts_but_no_places_of_another_school(editor: Client, new: School) -> None:
    editor.post(GUIDE, {"skole": "nabo"})
    plan = Plan.objects.get(school=new)
    assert plan.steps.count() == 21 and plan.contacts.count() == 5
    assert not plan.contacts.exclude(where="", phone="").exists()
    assert plan.approved_now is None and plan.origin == "person"
    notes = next(step for step in steps(new) if step.code == "contacts").notes
    assert len(notes) == 5


def test_the_page_says_what_is_left_and_where(editor: Client, new: School) -> None:
    html = editor.get(GUIDE).content.decode()
    assert "8 trin tilbage" in html and "Lav en kladde ud fra eksemplet" in html
    assert f"/admin/schools/school/{new.pk}/change/#mailboxes-group" in html
    assert "/ansvar/?skole=nabo" in html and "/plan/skelet/" not in html, "first the draft, then its skeleton"
    assert f"/admin/schools/onsiteteam/add/?school={new.pk}" in html


def test_a_second_copy_is_not_made(editor: Client, new: School) -> None:
    editor.post(GUIDE, {"skole": "nabo"})
    plan = Plan.objects.get(school=new)
    change(editor, plan, steps_0_text="Ring 112 nu.")
    editor.post(GUIDE, {"skole": "nabo"})
    assert Plan.objects.get(school=new).steps.filter(text="Ring 112 nu.").exists()


def test_a_reader_and_a_stranger_make_no_plan(new: School) -> None:
    for client in (signed_in("reader", new), signed_in("approver", schools()[0])):
        assert client.post(GUIDE, {"skole": "nabo"}).status_code == 302
    assert not Plan.objects.filter(school=new).exists()
    shown = signed_in("approver", schools()[0]).get(GUIDE, {"skole": "nabo"}).content.decode()
    assert "Naboskolen" not in shown


def test_an_administrator_chooses_among_the_schools_or_makes_one() -> None:
    schools()
    html = signed_in("administrator").get(GUIDE).content.decode()
    assert "?skole=nabo" in html and "?skole=eksempelskolen" in html and "/admin/schools/school/add/" in html


def test_the_guide_needs_a_login() -> None:
    assert "/admin/login/" in Client().get(GUIDE)["Location"]
