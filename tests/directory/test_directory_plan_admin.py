"""Who keeps which plan, and what happens to its rows when it is saved."""

from typing import Any

import pytest
from django.test import Client
from people import form_of, schools, signed_in
from plans import change, example_plan, page

from directory.resources.models import TaxonomyTerm
from directory.schools.copying import copy_template
from directory.schools.models import Plan, PlanContact, PlanStep, School
from directory.schools.ordering import Placed, renumbered


@pytest.fixture
def mine() -> School:
    school: School = schools()[0]
    return school


@pytest.fixture
def editor(mine: School) -> Client:
    client: Client = signed_in("editor", mine)
    return client


def texts(plan: Plan, trigger: str = "acute") -> list[str]:
    return list(plan.steps.filter(trigger=trigger).order_by("order").values_list("text", flat=True))


@pytest.mark.parametrize(
    ("wanted", "order"),
    [
        ([("a", 3, 1), ("b", 2, 2), ("c", 3, 3)], "bca"),  # down, behind the one whose number it got
        ([("a", 1, 1), ("b", 2, 2), ("c", 1, 3)], "cab"),  # up, before it
        ([("a", 2, 1), ("b", 1, 2), ("c", 3, 3)], "bac"),  # two that change places
        ([("a", 1, 1), ("b", 2, 2), ("x", 2, None)], "axb"),  # a new one
        ([("a", 1, 1), ("c", 7, 3)], "ac"),  # one between them was deleted
    ],
)
def test_a_step_takes_the_number_that_it_is_given(wanted: list[tuple[str, int, int | None]], order: str) -> None:
    assert "".join(renumbered(Placed(*one) for one in wanted)) == order


def test_steps_are_moved_on_the_page_and_numbered_anew(editor: Client) -> None:
    plan = example_plan()
    before = texts(plan)
    assert change(editor, plan, steps_4_order="2", steps_9_DELETE="on").status_code == 302
    assert texts(plan) == [before[0], before[4], *before[1:4], *before[5:9]]
    assert list(plan.steps.filter(trigger="acute").values_list("order", flat=True)) == list(range(1, 10))


def test_a_step_changes_its_trigger(editor: Client) -> None:
    plan = example_plan()
    last = texts(plan)[-1]
    change(editor, plan, steps_9_trigger="urgent", steps_9_order="1")
    assert texts(plan, "urgent")[0] == last and len(texts(plan)) == 9


def test_the_page_shows_danger_first_and_where_the_plan_stands(editor: Client) -> None:
    shown = editor.get(page(example_plan()))
    steps = shown.context["inline_admin_formsets"][0].formset
    assert [form.instance.trigger for form in steps.initial_forms] == ["acute"] * 10 + ["urgent"] * 6 + ["concern"] * 5
    assert "Lærerne ser version 3, godkendt 17. august 2026" in shown.content.decode()


def test_who_changes_one_step_owns_the_whole_plan(editor: Client, mine: School) -> None:
    plan = example_plan()
    change(editor, plan, steps_0_text="Ring 112 nu.")
    origins = {row.origin for rows in (plan.steps, plan.contacts, plan.approvals) for row in rows.all()}
    assert origins == {"person"}
    mine.refresh_from_db()
    assert mine.origin == "person"


def test_an_untouched_page_changes_nothing(editor: Client) -> None:
    plan = example_plan()
    assert change(editor, plan).status_code == 302
    assert Plan.objects.get(pk=plan.pk).origin == "knowledge"


def test_a_school_sees_and_changes_its_own_plan_alone(editor: Client) -> None:
    other = schools()[1]
    theirs = copy_template(other)
    listed = editor.get("/admin/schools/plan/").context["cl"].queryset
    assert [plan.school.slug for plan in listed] == ["eksempelskolen"]
    for address in (page(theirs), f"/admin/schools/planstep/{theirs.steps.first().pk}/change/"):  # type: ignore[union-attr]
        assert editor.get(address).status_code == 302, "as for a row that does not exist"
        assert editor.post(address, {"text": "Falsk"}).status_code == 302
    assert not PlanStep.objects.filter(text="Falsk").exists()


def test_another_schools_step_cannot_be_smuggled_in(editor: Client) -> None:
    theirs = copy_template(schools()[1])
    step, contact = theirs.steps.first(), theirs.contacts.first()
    assert step is not None and contact is not None
    mine = example_plan()
    change(editor, mine, steps_0_id=str(step.pk), steps_0_text="Falsk", contacts_0_id=str(contact.pk))
    assert PlanStep.objects.get(pk=step.pk).plan_id == theirs.pk
    assert not PlanStep.objects.filter(text="Falsk").exists()
    change(editor, mine, steps_0_plan=str(theirs.pk), steps_0_text="Ring 112 nu.")
    assert not theirs.steps.filter(text="Ring 112 nu.").exists()
    assert PlanContact.objects.get(pk=contact.pk).plan_id == theirs.pk


def test_a_plan_is_not_made_for_another_school(editor: Client) -> None:
    other = schools()[1]
    role = str(TaxonomyTerm.objects.get(taxonomy="role", code="skoleleder").pk)
    values = form_of(editor, "/admin/schools/plan/add/") | {
        "school": str(other.pk), "owner_role": role, "tovholder_role": role, "tovholder_deputy_role": role,
    }  # fmt: skip
    assert editor.post("/admin/schools/plan/add/", values).status_code == 200
    assert not Plan.objects.filter(school=other).exists()


def test_a_reader_reads(mine: School) -> None:
    reader, plan = signed_in("reader", mine), example_plan()
    shown = reader.get(page(plan))
    assert shown.status_code == 200 and 'name="_save"' not in shown.content.decode()
    assert reader.post(page(plan), {"steps-0-text": "Falsk"}).status_code == 403
    assert reader.get("/admin/schools/plan/add/").status_code == 403
    assert reader.get(f"/admin/schools/school/{mine.pk}/delete/").status_code == 403


def test_an_editor_does_not_take_the_plan_from_the_teachers(editor: Client, mine: School) -> None:
    plan = example_plan()
    assert editor.post(page(plan, "delete"), {"post": "yes"}).status_code == 403
    assert signed_in("approver", mine).post(page(plan, "delete"), {"post": "yes"}).status_code == 302
    assert not Plan.objects.exists()


def test_a_step_gets_topics_on_its_own_page(editor: Client) -> None:
    step = example_plan().steps.get(trigger="concern", order=1)
    address = f"/admin/schools/planstep/{step.pk}/change/"
    topic = TaxonomyTerm.objects.get(taxonomy="topic", code="rusmidler")
    answer = editor.post(address, form_of(editor, address) | {"topics": [topic.pk], "_save": "1"})
    assert answer.status_code == 302 and answer["Location"] == page(example_plan())
    assert list(step.topics.all()) == [topic]
    assert editor.get("/admin/schools/planstep/add/").status_code == 403


def test_slug_and_example_are_the_administrators(editor: Client, mine: School) -> None:
    address = f"/admin/schools/school/{mine.pk}/change/"
    values = form_of(editor, address) | {"name": "Vores skole", "slug": "kapret", "is_example": ""}
    assert editor.post(address, values).status_code == 302
    mine.refresh_from_db()
    assert (mine.name, mine.slug, mine.is_example) == ("Vores skole", "eksempelskolen", True)
    administrator = signed_in("administrator")
    administrator.post(address, form_of(administrator, address) | {"slug": "vores"})
    mine.refresh_from_db()
    assert mine.slug == "vores"
    assert editor.get("/admin/schools/school/add/").status_code == 403


def test_a_school_is_not_its_neighbours_business(editor: Client) -> None:
    other = schools()[1]
    assert editor.get(f"/admin/schools/school/{other.pk}/change/").status_code == 302
    assert [one.slug for one in editor.get("/admin/schools/school/").context["cl"].queryset] == ["eksempelskolen"]


@pytest.mark.parametrize(("address", "kept"), [("mette@gmail.com", False), ("bekymring2@skolen.example", True)])
def test_a_mailbox_is_the_schools(editor: Client, mine: School, address: str, kept: bool) -> None:
    where = f"/admin/schools/school/{mine.pk}/change/"
    answer: Any = editor.post(where, form_of(editor, where) | {"mailboxes-0-address": address})
    assert answer.status_code == (302 if kept else 200)
    assert mine.mailboxes.filter(address=address).exists() is kept
