"""Owner and deputy: who is told in the weekly mail, and that the deputy is when the owner does nothing."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from digest_rows import TODAY, new_school, own
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import call_command
from django.test import Client, override_settings
from django.utils.timezone import localdate
from people import schools, signed_in

from directory.accounts.models import Membership
from directory.digest.charges import add_charges
from directory.digest.due import Line, for_school
from directory.resources.models import TaxonomyTerm
from directory.schools.charging import is_set_up, told
from directory.schools.models import Charge, GroupMember, ProjectGroup, School

PAGE = "/ansvar/"
OVER = date(2025, 1, 1)


def role(code: str) -> TaxonomyTerm:
    return TaxonomyTerm.objects.get(taxonomy="role", code=code)


def charge(school: School, subject: str = "directory", **values: Any) -> Charge:
    plain = {"role": role("studievejleder"), "deputy_role": role("skoleleder")}
    return Charge.objects.create(school=school, subject=subject, **plain | values)


def lines(school: School, day: date = TODAY) -> list[Line]:
    due = for_school(school, day)
    add_charges(due, school, day)
    return due.lines["charge"]


@pytest.fixture
def late() -> School:
    """A school with one contact that ran out."""
    school: School = new_school()
    own(school, assured=OVER)
    return school


@pytest.fixture
def mailed(tmp_path: Path) -> Iterator[Any]:
    """Send the weekly mail on a day, and give what it said to the school."""

    def send(day: date, *flags: str) -> str:
        mail.outbox = []
        values = {
            "EMAIL_HOST": "mail.example",
            "MAIL": replace(settings.MAIL, memory=tmp_path / "m.json", digest_to="", admin_url="https://r.example"),
        }
        command = "directory.digest.management.commands.send_digest"
        with override_settings(**values), patch(f"{command}.localdate", return_value=day):
            call_command("send_digest", *flags, stdout=io.StringIO())
        return "\n".join(str(one.body) for one in mail.outbox if "postkasse@nyskolen.example" in one.to)

    yield send


def test_a_school_that_has_chosen_nobody_hears_nothing_more_than_before(late: School) -> None:
    assert lines(late) == []
    charge(late, "plan")
    assert lines(late) == [], "nothing of the plan waits: there is none"


def test_the_owner_is_told_twice_and_then_the_deputy_until_something_is_done(late: School, mailed: Any) -> None:
    mine = charge(late)
    weeks = [TODAY + timedelta(days=7 * week) for week in range(5)]
    assert "Kontaktregistret: til Studievejleder" in mailed(weeks[0])
    mine.refresh_from_db()
    assert mine.reminded_on == weeks[0]
    assert "Du er ejer. Punkter, der venter: 1." in mailed(weeks[1])
    third = mailed(weeks[2])
    assert "Kontaktregistret: til Skoleleder" in third and "Du er stedfortræder." in third
    assert "siden 22. november 2026" in third
    Charge.objects.update(reminded_on=None)
    assert "til Studievejleder" in mailed(weeks[3]), "whoever has begun is told as the owner again"
    late.services.filter(status="active").update(status="inactive")
    mailed(weeks[4])
    mine.refresh_from_db()
    assert mine.reminded_on is None, "what is done is forgotten"
    assert mine.history.count() == 1, "being reminded is no change of who it is"


def test_a_look_or_a_mail_that_went_to_nobody_reminds_nobody(late: School, mailed: Any) -> None:
    mine = charge(late)
    mailed(TODAY, "--dry-run")
    late.digest_mailbox = ""
    late.save()
    mailed(TODAY)
    mine.refresh_from_db()
    assert mine.reminded_on is None


def test_an_owner_who_has_left_is_not_waited_for(late: School) -> None:
    signed_in("editor", late, "ejeren")
    person = get_user_model().objects.get(username="ejeren")
    mine = charge(late, person=person)
    assert told(mine, TODAY).whom == "owner"
    Membership.objects.filter(user=person).update(role="reader")
    assert told(mine, TODAY).whom == "deputy" and told(mine, TODAY).gone
    assert "Ejerens konto er lukket." in lines(late)[0].why
    Membership.objects.filter(user=person).update(role="approver")
    person.is_active = False
    person.save()
    assert told(Charge.objects.get(pk=mine.pk), TODAY).whom == "deputy"
    person.delete()
    assert told(Charge.objects.get(pk=mine.pk), TODAY).whom == "owner", "nobody is named: the role is told"


@pytest.mark.parametrize(
    ("days", "says"), [(15, None), (14, "Mødet er den"), (0, "Mødet er den"), (-1, "Aftal det næste."), (None, "ikke")]
)
def test_the_meeting_is_called_to_mind(days: int | None, says: str | None) -> None:
    school = new_school()
    GroupMember.objects.create(school=school, role=role("skoleleder"))
    day = None if days is None else TODAY + timedelta(days=days)
    ProjectGroup.objects.create(school=school, next_meeting=day)
    charge(school, "plan")
    found = lines(school)
    assert bool(found) is (says is not None) and (says is None or says in found[0].why)
    waits = days is None or days < 0
    assert (len(found) == 2) is waits, "a meeting that comes waits for nobody"


def test_an_editor_sets_up_both_with_group_and_meeting() -> None:
    mine, other = schools()
    editor = signed_in("editor", mine)
    signed_in("approver", mine, "lederen")
    signed_in("reader", mine, "laeseren")
    signed_in("editor", other, "naboen")
    page = editor.get(PAGE).content.decode()
    assert "lederen" in page and "naboen" not in page and "laeseren" not in page
    leader = str(get_user_model().objects.get(username="lederen").pk)
    for subject in ("plan", "directory"):
        chosen = {
            f"{subject}-role": "skoleleder",
            f"{subject}-person": leader,
            f"{subject}-deputy_role": "studievejleder",
        }
        assert editor.post(PAGE, {"do": subject, **chosen}).status_code == 302
    assert is_set_up(mine) and not is_set_up(other)
    for place in ("", "0756", "0657"):
        editor.post(PAGE, {"do": "add", "add-role": "socialraadgiver", "add-municipality": place})
    again = editor.post(PAGE, {"do": "add", "add-role": "socialraadgiver", "add-municipality": ""})
    assert again.status_code == 200 and "Den rolle er allerede med." in again.content.decode()
    assert mine.group_members.count() == 3
    editor.post(PAGE, {"do": "remove", "member": str(mine.group_members.get(municipality=None).pk)})
    assert mine.group_members.count() == 2
    soon = localdate() + timedelta(days=20)
    editor.post(PAGE, {"do": "meeting", "meeting-next_meeting": str(soon)})
    gone = editor.post(PAGE, {"do": "meeting", "meeting-next_meeting": str(localdate() - timedelta(days=1))})
    assert gone.status_code == 200 and ProjectGroup.objects.get(school=mine).next_meeting == soon
    shown = signed_in("reader", mine).get(PAGE).content.decode()
    assert "Socialrådgiver" in shown and "Ikast-Brande" in shown and '<form method="post" action' not in shown


@pytest.mark.parametrize("wrong", [{}, {"directory-deputy_role": "skoleleder"}, {"directory-person": "naboen"}])
def test_nobody_is_their_own_deputy_and_no_other_schools_account_is_taken(wrong: dict[str, str]) -> None:
    mine, other = schools()
    signed_in("editor", other, "naboen")
    theirs = str(get_user_model().objects.get(username="naboen").pk)
    values = {"directory-role": "skoleleder", "directory-deputy_role": "studievejleder"} if wrong else {}
    values |= {name: theirs if value == "naboen" else value for name, value in wrong.items()}
    answer = signed_in("editor", mine).post(PAGE, {"do": "directory", **values})
    assert answer.status_code == 200 and "errorlist" in answer.content.decode()
    assert not Charge.objects.exists()


def test_who_has_begun_says_so_on_the_page() -> None:
    mine = schools()[0]
    charge(mine, "plan", role=role("studievejleder"), reminded_on=localdate() - timedelta(days=15))
    editor = signed_in("editor", mine)
    page = editor.get(PAGE).content.decode()
    assert "Nu får stedfortræderen besked." in page
    assert "I planens tekst er ejeren Skoleleder" in page, "the plan names another"
    assert editor.post(PAGE, {"do": "acted", "subject": "plan"}).status_code == 302
    assert Charge.objects.get().reminded_on is None
    for values in ({"do": "acted", "subject": "x"}, {"do": "x"}, {"do": "remove", "member": "0"}):
        assert editor.post(PAGE, values).status_code == 404


def test_another_school_neither_sees_nor_changes_it() -> None:
    mine, other = schools()
    charge(mine)
    member = GroupMember.objects.create(school=mine, role=role("skoleleder"))
    stranger = signed_in("approver", other)
    assert stranger.get(PAGE, {"skole": mine.slug}).status_code == 403
    assert stranger.post(PAGE, {"do": "remove", "member": str(member.pk)}).status_code == 404
    reader = signed_in("reader", mine)
    assert reader.post(PAGE, {"do": "remove", "member": str(member.pk)}).status_code == 403
    assert "/admin/login/" in Client().get(PAGE)["Location"] and GroupMember.objects.count() == 1
