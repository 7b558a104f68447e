"""The skeleton: questions, not a plan. What a school answers is a draft, and the chat never shows it."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from people import schools, signed_in
from plans import approve, example_plan

from directory.accounts.models import Membership
from directory.loading.errors import KnowledgeError
from directory.loading.load import load
from directory.resources.models import TaxonomyTerm
from directory.schools.approving import is_draft
from directory.schools.checking import check
from directory.schools.content import content_of
from directory.schools.copying import copy_template, go_back
from directory.schools.models import Plan, PlanSection, School
from directory.schools.skeleton import answered, headings, is_answered

PAGE = "/plan/skelet/"
GUIDE = "/admin/schools/ny-skole/"
ANSWER = "Studievejlederen samler trådene hver tirsdag."


@pytest.fixture
def mine() -> School:
    school: School = schools()[0]
    return school


@pytest.fixture
def editor(mine: School) -> Client:
    client: Client = signed_in("editor", mine)
    return client


def answer(client: Client, **answers: str) -> Any:
    """Send the whole page back with some answers, each with the counsellor as the one who is responsible."""
    values: dict[str, str] = {}
    for code, text in answers.items():
        values |= {f"{code}-text": text, f"{code}-role": "studievejleder" if text else ""}
    return client.post(f"{PAGE}?skole=eksempelskolen", values)


def test_the_headings_ask_for_what_such_a_plan_must_hold() -> None:
    found = {one.code: one for one in headings()}
    assert list(found) == [
        "use", "who", "inside", "outside", "limit", "municipality", "pupils", "staff", "together", "upkeep"
    ]  # fmt: skip
    roles = set(TaxonomyTerm.objects.filter(taxonomy="role").values_list("code", flat=True))
    assert all(one.question.endswith("?") and set(one.decided_by) <= roles for one in found.values())
    assert "ikke et sted for behandling" in found["limit"].question
    assert "hjemkommune" in found["municipality"].question


def test_a_new_plan_starts_from_the_skeleton_and_holds_none_of_it(mine: School) -> None:
    other = schools()[1]
    editor = signed_in("editor", other)
    assert "har ingen kladde endnu" in editor.get(PAGE).content.decode()
    assert editor.post(PAGE, {"who-text": ANSWER}).status_code == 200 and not PlanSection.objects.exists()
    copy_template(other)
    plan = Plan.objects.get(school=other)
    page = editor.get(PAGE).content.decode()
    assert all(one.title in page and one.question in page for one in headings())
    assert "0 af 10 er klaret" in page and "Aftal det med: Skoleleder" in page
    assert "sections" not in content_of(plan) and not is_answered(plan)
    assert not any(one.title in str(content_of(plan)) for one in headings())
    assert "/plan/skelet/?skole=nabo" in editor.get(GUIDE, {"skole": "nabo"}).content.decode()


def test_an_answer_is_a_draft_until_the_leader_approves_and_never_reaches_the_chat(
    mine: School, editor: Client, api: Any
) -> None:
    plan = example_plan()
    before = api("schools/eksempelskolen/plan")[1]["plan"]
    assert not is_draft(plan), "a plan without answers need not be approved anew"
    assert answer(editor, who=ANSWER).status_code == 302
    assert is_draft(plan) and answered(plan) == {"who"}
    leader = signed_in("approver", mine)
    shown = leader.get(f"/admin/schools/plan/{plan.pk}/godkend/").content.decode()
    assert "Hvem gør hvad" in shown and ANSWER in shown
    paper = f"/admin/schools/plan/{plan.pk}/print/"
    assert ANSWER not in leader.get(paper).content.decode()
    assert approve(leader, plan).status_code == 302
    assert ANSWER in leader.get(paper).content.decode() and not is_draft(plan)
    after = api("schools/eksempelskolen/plan")[1]["plan"]
    assert ANSWER not in str(after) and set(after) == set(before) and after["steps"] == before["steps"]


def test_who_undoes_the_draft_gets_the_approved_answers_back(mine: School, editor: Client) -> None:
    plan = example_plan()
    answer(editor, who=ANSWER, limit="Vi behandler ikke.")
    approve(signed_in("approver", mine), plan)
    answer(editor, who="Noget andet.", pupils="De får det at vide i holdets time.")
    plan = example_plan()
    approved = plan.approved_now
    assert approved is not None
    go_back(plan, approved)
    assert {row.code: row.text for row in plan.sections.all()} == {"who": ANSWER, "limit": "Vi behandler ikke."}
    assert not is_draft(example_plan())


def test_an_answer_needs_text_and_somebody_and_an_emptied_one_is_gone(editor: Client) -> None:
    editor.post(f"{PAGE}?skole=eksempelskolen", {"who-text": ANSWER})
    assert answered(example_plan()) == set() and "0 af 10 er klaret" in editor.get(PAGE).content.decode()
    assert [one.code for one in check(example_plan()) if one.code == "skeleton"] == ["skeleton"]
    answer(editor, who="")
    assert not PlanSection.objects.exists() and not [one for one in check(example_plan()) if one.code == "skeleton"]
    answer(editor, **{one.code: "Det har vi aftalt." for one in headings()})
    assert is_answered(example_plan()) and not [one for one in check(example_plan()) if one.code == "skeleton"]


@pytest.mark.parametrize("text", ["Ring 12 34 56 78.", "Skriv til a@skole.example.", "Eleven 010203-1234.", "x" * 501])
def test_numbers_and_long_texts_are_refused_and_nothing_is_lost(editor: Client, text: str) -> None:
    page = answer(editor, who=text, limit=ANSWER)
    assert page.status_code == 200 and not PlanSection.objects.exists()
    assert text in page.content.decode() and ANSWER in page.content.decode()


def test_a_reader_reads_and_a_stranger_does_not(mine: School, editor: Client) -> None:
    answer(editor, who=ANSWER)
    reader = signed_in("reader", mine)
    assert ANSWER in reader.get(PAGE).content.decode() and "<textarea" not in reader.get(PAGE).content.decode()
    assert answer(reader, who="Overtaget").status_code == 403
    stranger = signed_in("approver", schools()[1])
    assert answer(stranger, who="Overtaget").status_code == 403
    assert Membership.objects.filter(school=mine).count() >= 2
    assert PlanSection.objects.get().text == ANSWER and PlanSection.objects.get().origin == "person"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("decided_by: [skoleleder,", "decided_by: [rektor,", ("use", "decided_by", "rektor")),
        ("title: Hvem gør hvad", "titel: Hvem gør hvad", ("who", "title")),
        ("code: who", "code: use", ("use", "code", "to gange")),
    ],
)
def test_a_wrong_file_is_refused_by_the_loader(knowledge: Path, old: str, new: str, told: tuple[str, ...]) -> None:
    path = knowledge / "plan_skeleton.yml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(KnowledgeError) as refused:
        load(knowledge, production=False)
    assert all(part in str(refused.value) for part in ("plan_skeleton.yml", *told)), refused.value
