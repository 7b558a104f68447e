"""Teachers see what a leader has approved, and nothing else; earlier versions stay as they were."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.test import Client
from django.utils.timezone import localdate
from people import said, schools, signed_in
from plans import approve, change, content, example_plan, page, plan_of

from directory.schools.approving import is_draft
from directory.schools.checking import names
from directory.schools.difference import Change, Names, difference
from directory.schools.models import ApprovedPlan, Plan, PlanStep, School, Trigger

NEW = "Ring 112 med det samme. Sig, hvor I er."


@pytest.fixture
def mine() -> School:
    school: School = schools()[0]
    return school


@pytest.fixture
def editor(mine: School) -> Client:
    client: Client = signed_in("editor", mine)
    return client


@pytest.fixture
def leader(mine: School) -> Client:
    client: Client = signed_in("approver", mine)
    return client


def changes(before: Any, after: Any) -> list[Change]:
    return difference(before, after, Names(names("role"), names("topic"), dict(Trigger.choices)))


def test_a_change_waits_for_the_leader(editor: Client, leader: Client, mine: School, api: Any) -> None:
    plan = example_plan()
    assert not is_draft(plan)
    assert change(editor, plan, steps_0_text=NEW).status_code == 302
    assert is_draft(plan)
    assert plan_of(mine, api)["steps"][0]["text"] != NEW
    assert (plan_of(mine, api)["version"], plan_of(mine, api)["approved"]) == ("3", "2026-08-17")
    read = leader.get(page(plan, "godkend")).context["read"]
    answer = leader.post(page(plan, "godkend"), {"read": read})
    assert "Version 4" in said(leader, answer)
    seen = plan_of(mine, api)
    assert (seen["steps"][0]["text"], seen["version"]) == (NEW, "4")
    assert seen["approved"] == localdate().isoformat()
    newest = plan.approved_now
    assert newest is not None and newest.approved_by is not None and newest.approved_by.username.startswith("approver")
    assert not is_draft(plan)
    assert LogEntry.objects.filter(change_message__contains="version 4").exists()


def test_the_answer_holds_no_ids_and_no_names_of_users(leader: Client, mine: School, api: Any) -> None:
    approve(leader, example_plan())
    body = str(api("schools/eksempelskolen/plan")[1])
    assert "approver" not in body and "'id'" not in body


@pytest.mark.parametrize("role", ["reader", "editor"])
def test_only_a_leader_approves(mine: School, role: str) -> None:
    client, plan = signed_in(role, mine), example_plan()
    shown = client.get(page(plan, "godkend"))
    assert "Godkend som version" not in shown.content.decode()
    assert client.post(page(plan, "godkend"), {"read": shown.context["read"]}).status_code == 403
    assert ApprovedPlan.objects.count() == 1


def test_another_schools_leader_does_not_know_the_plan() -> None:
    stranger, plan = signed_in("approver", schools()[1]), example_plan()
    for name in ("godkend", "print", "fortryd"):
        assert stranger.get(page(plan, name)).status_code == 404
        assert stranger.post(page(plan, name)).status_code == 404
    assert ApprovedPlan.objects.count() == 1


def test_an_error_blocks_and_a_warning_does_not(editor: Client, leader: Client, mine: School) -> None:
    plan = example_plan()
    School.objects.filter(pk=mine.pk).update(digest_mailbox="")
    change(editor, plan, steps_3_deputy_role="")
    shown = leader.get(page(plan, "godkend")).content.decode()
    assert "Fare nu 4: Skriv en stedfortræder." in shown and "Godkend som version" not in shown
    assert "kan ikke godkendes" in said(leader, approve(leader, plan))
    assert ApprovedPlan.objects.count() == 1
    change(editor, plan, steps_3_deputy_role=str(plan.steps.get(trigger="acute", order=1).role_id))
    approve(leader, plan)
    assert ApprovedPlan.objects.count() == 2


def test_a_leader_approves_what_she_has_read(editor: Client, leader: Client, mine: School, api: Any) -> None:
    plan = example_plan()
    read = leader.get(page(plan, "godkend")).context["read"]
    change(editor, plan, steps_0_text=NEW)
    assert "ændret, siden" in said(leader, leader.post(page(plan, "godkend"), {"read": read}))
    assert "ændret, siden" in said(leader, leader.post(page(plan, "godkend"), {}))
    assert plan_of(mine, api)["version"] == "3"


def test_a_new_load_changes_neither_draft_nor_approval(editor: Client, leader: Client, mine: School, api: Any) -> None:
    plan = example_plan()
    change(editor, plan, steps_0_text=NEW)
    call_command("load_knowledge", stdout=io.StringIO())
    assert is_draft(plan)
    approve(leader, plan)
    call_command("load_knowledge", stdout=io.StringIO())
    assert plan_of(mine, api)["version"] == "4" and plan.approvals.count() == 2


def test_the_earlier_version_can_still_be_read(editor: Client, leader: Client) -> None:
    plan = example_plan()
    change(editor, plan, steps_0_text=NEW)
    approve(leader, plan)
    first = leader.get(page(plan, "print"), {"version": 3}).content.decode()
    assert NEW not in first and "version 3" in first
    assert NEW in leader.get(page(plan, "print")).content.decode()
    assert leader.get(page(plan, "print"), {"version": 9}).status_code == 404
    assert leader.get(page(plan, "print"), {"version": "x"}).status_code == 404


def test_a_draft_nobody_wants_is_undone(editor: Client, mine: School) -> None:
    plan = example_plan()
    last = plan.steps.get(trigger="concern", order=5)
    fields = {"steps_0_text": NEW, "steps_20_DELETE": "on", "contacts_0_where": "B9", "owner_role": str(last.role_id)}
    change(editor, plan, **fields)
    assert not PlanStep.objects.filter(pk=last.pk).exists() and is_draft(plan)
    assert signed_in("reader", mine).post(page(plan, "fortryd")).status_code == 403
    editor.post(page(plan, "fortryd"))
    assert not is_draft(Plan.objects.get(pk=plan.pk))
    assert PlanStep.objects.get(pk=last.pk).text == last.text


def test_the_same_plan_may_be_approved_again_when_it_is_old(leader: Client, mine: School) -> None:
    plan = example_plan()
    ApprovedPlan.objects.update(approved=localdate() - timedelta(days=370))
    shown = leader.get(page(plan, "godkend")).content.decode()
    assert "over et år siden" in shown and "Intet er ændret" in shown
    approve(leader, plan)
    assert plan.approved_now is not None and plan.approved_now.approved == localdate()


def test_the_difference_names_what_a_leader_must_read() -> None:
    before, after = content(), content()
    after["steps"][3]["text"] = "Ring til lederen på vagt med det samme."
    after["contacts"][0]["where"] = "Kontoret, lokale B2"
    after["owner_role"] = "studievejleder"
    text, place, owner = changes(before, after)
    assert (text.kind, text.title) == ("changed", "Fare nu 4")
    pieces = [(piece.kind, piece.text) for piece in text.fields[0].pieces]
    assert pieces[0] == ("same", "Ring til lederen på") and ("new", "vagt med det samme.") in pieces
    assert ("gone", "vagt. Sig kort, hvad der sker, og hvor I er.") in pieces
    assert place.title.startswith("Kontakt: Skoleleder") and place.fields[0].pieces[-1].text == "B2"
    assert owner.title == "Ejer"
    assert changes(before, before) == []


def test_a_new_step_moves_nobody_and_a_moved_one_is_called_moved() -> None:
    before, after = content(), content()
    added = {**after["steps"][0], "id": "ny", "text": "Luk døren."}
    after["steps"] = [added, *after["steps"]]
    for number, step in enumerate(after["steps"][:11], 1):
        step["order"] = number
    assert [(one.kind, one.title) for one in changes(before, after)] == [("added", "Fare nu 1")]
    assert [one.kind for one in changes(after, before)] == ["removed"]
    swapped = content()
    swapped["steps"][8]["order"], swapped["steps"][9]["order"] = 10, 9
    swapped["steps"][8], swapped["steps"][9] = swapped["steps"][9], swapped["steps"][8]
    assert [one.kind for one in changes(before, swapped)] == ["moved"]


def test_a_step_that_becomes_another_trigger_is_told_of() -> None:
    after = content()
    after["steps"][9].update(trigger="urgent", order=7)
    one = changes(content(), after)[0]
    assert one.fields[0].label == "Plads" and "Skal ske i dag 7" in " ".join(p.text for p in one.fields[0].pieces)


def test_a_first_plan_is_all_new() -> None:
    kinds = {one.kind for one in changes(None, content())}
    assert kinds == {"added", "changed"}, "steps and contacts are added, the three roles are set"
