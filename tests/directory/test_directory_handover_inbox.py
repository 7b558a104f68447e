"""The inbox: who sees a note, what is done with it, what the mailbox is reminded of, and what is left in the end."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils import timezone
from django.utils.timezone import localdate
from handing_over import NOTE, STEP, STEP_WORD, WORDS, everything_kept, handed, mails
from people import schools, signed_in

from directory.accounts.models import Membership
from directory.handovers import api
from directory.handovers.environment import Handovers
from directory.handovers.keeping import forget_expired, tend
from directory.handovers.models import Ending, Handover, HandoverCount
from directory.handovers.sealing import unseal
from directory.schools.models import School

DAY = timedelta(days=1)


@pytest.fixture
def mine() -> School:
    school: School = schools()[0]
    return school


def page_of(one: Handover) -> str:
    return f"/indbakke/{one.pk}/"


def counts() -> dict[str, int]:
    return {row.step: row.number for row in HandoverCount.objects.all()}


@pytest.mark.parametrize(("role", "sees"), [("reader", False), ("editor", True), ("approver", True)])
def test_readers_see_no_notes(mine: School, role: str, sees: bool) -> None:
    one, client = handed(), signed_in(role, mine)
    assert client.get("/indbakke/").status_code == (200 if sees else 403)
    answer = client.get(page_of(one))
    assert answer.status_code == (200 if sees else 404)
    assert (WORDS[0] in answer.content.decode()) is sees
    assert ("/indbakke/" in client.get("/admin/").content.decode()) is sees


def test_neither_another_school_nor_the_administrator_sees_a_note(mine: School) -> None:
    one = handed()
    elsewhere, administrator = signed_in("approver", schools()[1]), signed_in("administrator")
    for client in (elsewhere, administrator):
        for path in ("", "overtag/", "skridt/", "kontakt/", "afslut/"):
            given = {"step": "x", "day": localdate(), "ending": "less", "seen": ""}
            answer = client.post(page_of(one) + path, given) if path else client.get(page_of(one))
            assert answer.status_code == 404, path
        assert client.get("/indbakke/", {"skole": mine.slug}).status_code == 403
    assert Client().get(page_of(one)).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.ending, one.sealed_step) == ("new", "", "")


def test_an_administrator_with_a_role_at_the_school_is_a_counsellor_there(mine: School) -> None:
    client = signed_in("administrator", name="begge")
    Membership.objects.create(user=get_user_model().objects.get(username="begge"), school=mine, role="editor")
    assert client.get(page_of(handed())).status_code == 200


def test_the_list_is_by_date_and_tells_what_hurries(mine: School) -> None:
    later, now = handed(), handed(urgency="acute")
    page = signed_in("editor", mine).get("/indbakke/").content.decode()
    assert page.index(f"Note {now.reference}") < page.index(f"Note {later.reference}")
    assert "Fare nu" in page and "Mangler et sted at bo; ensomhed" in page and "Ikast-Brande Kommune" in page
    assert not [word for word in WORDS if word in page], "the list shows no words of a note"
    assert "ring <a" in signed_in("editor", mine).get(page_of(now)).content.decode()


def test_a_note_is_taken_over_planned_and_closed_and_each_step_is_logged_without_a_word(mine: School) -> None:
    one, client = handed(), signed_in("editor", mine, "vejleder")
    client.get(page_of(one)), client.get(page_of(one))
    assert client.post(f"{page_of(one)}overtag/", {"seen": ""}).status_code == 302
    day = localdate() + 3 * DAY
    client.post(f"{page_of(one)}skridt/", {"step": STEP, "day": day.isoformat()})
    client.post(f"{page_of(one)}kontakt/"), client.post(f"{page_of(one)}kontakt/")
    one.refresh_from_db()
    assert (one.taken_by.get_username(), one.next_date, unseal(one.sealed_step)) == ("vejleder", day, STEP)
    page = client.get(page_of(one)).content.decode()
    assert STEP in page and "vejleder" in page
    assert STEP_WORD not in everything_kept()
    client.post(f"{page_of(one)}afslut/", {"ending": "help_found"})
    one.refresh_from_db()
    assert (one.state, one.taken_by, one.sealed_step) == ("closed", None, "") and one.closed == localdate()
    assert counts() == {"sent": 1, "taken": 1, "contact_1": 1, "end_help_found": 1}
    said = list(LogEntry.objects.filter(object_id=str(one.pk)).order_by("pk").values_list("change_message", flat=True))
    assert said == ["Noten er læst.", "Taget over.", "Næste skridt er skrevet."] + 2 * ["Der er kontakt."] + [
        "Afsluttet."
    ]
    log = signed_in("administrator").get("/admin/accounts/log/", {"vis": "aendringer"}).content.decode()
    assert one.reference in log and "Noten er læst." in log and WORDS[0] not in log


def test_two_who_take_at_once_and_one_who_takes_from_a_colleague(mine: School) -> None:
    one = handed()
    first, second = signed_in("editor", mine, "anna"), signed_in("editor", mine, "bo")
    first.post(f"{page_of(one)}overtag/", {"seen": ""})
    late = second.post(f"{page_of(one)}overtag/", {"seen": ""}, follow=True).content.decode()
    one.refresh_from_db()
    assert one.taken_by.get_username() == "anna" and "En anden nåede det før dig" in late
    second.post(f"{page_of(one)}overtag/", {"seen": str(one.taken_by_id)})
    one.refresh_from_db()
    assert one.taken_by.get_username() == "bo" and counts()["taken"] == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"step": "", "day": "2026-12-01"}, "Skriv det næste skridt"),
        ({"step": "Ring til 22 33 44 55"}, "Skriv uden numre"),
        ({"step": "Find 010107-1234"}, "Skriv uden numre"),
        ({"step": "Skriv til mor@example.org"}, "Skriv uden numre"),
        ({"step": "Tal sammen", "day": "2020-01-01"}, "Vælg en dato fra i dag"),
        ({"step": "Tal sammen", "day": "snart"}, "Skriv datoen"),
    ],
)
def test_what_is_typed_wrongly_is_said_beside_the_field(mine: School, given: dict[str, Any], said: str) -> None:
    one, client = handed(), signed_in("editor", mine)
    answer = client.post(f"{page_of(one)}skridt/", {"day": (localdate() + DAY).isoformat()} | given)
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and 'aria-invalid="true"' in page
    one.refresh_from_db()
    assert one.sealed_step == ""


def test_it_ends_only_with_one_of_the_fixed_words(mine: School) -> None:
    one, client = handed(), signed_in("editor", mine)
    for given in ({}, {"ending": "Eleven hedder Bo"}):
        assert client.post(f"{page_of(one)}afslut/", given).status_code == 422
    assert all(len(ending.label) <= 60 for ending in Ending)
    client.post(f"{page_of(one)}afslut/", {"ending": "less"})
    again = client.post(f"{page_of(one)}afslut/", {"ending": "left"}, follow=True).content.decode()
    one.refresh_from_db()
    assert one.ending == "less" and "En anden nåede det" in again and counts()["end_less"] == 1


def test_markup_in_a_note_is_text(mine: School) -> None:
    page = signed_in("editor", mine).get(page_of(handed(note='<script>x()</script>\n"> hej'))).content.decode()
    assert "<script>x" not in page and "&lt;script&gt;x" in page


def test_a_note_that_no_key_opens_says_so(mine: School) -> None:
    one = handed()
    with override_settings(HANDOVERS=Handovers("", ("en-helt-anden-nøgle",), 90)):
        answer = signed_in("editor", mine).get(page_of(one))
    assert answer.status_code == 200 and "Noten kan ikke læses" in answer.content.decode()


# What is left in the end


def closed_one(mine: School) -> Handover:
    one: Handover = handed()
    client = signed_in("editor", mine, "vejleder")
    client.get(page_of(one))
    client.post(f"{page_of(one)}overtag/", {"seen": ""})
    client.post(f"{page_of(one)}skridt/", {"step": STEP, "day": (localdate() + DAY).isoformat()})
    client.post(f"{page_of(one)}afslut/", {"ending": "help_here"})
    one.refresh_from_db()
    return one


def test_after_its_time_no_word_of_the_note_is_anywhere_and_only_counts_are_left(mine: School) -> None:
    one = closed_one(mine)
    sealed, last = one.sealed_note, one.last_day
    assert last == localdate() + 90 * DAY
    assert forget_expired(last) == 0 and forget_expired(last + DAY) == 1
    kept = everything_kept()
    for word in (*WORDS, STEP_WORD, *NOTE.split(), sealed, one.client_id):
        if len(word) > 7:
            assert word not in kept, word
    assert not Handover.objects.exists() and counts() == {"sent": 1, "taken": 1, "end_help_here": 1}
    assert signed_in("editor", mine).get(page_of(one)).status_code == 404


def test_the_search_would_find_what_is_there(mine: School) -> None:
    mine.name = "Skolen ved tankstationen"
    mine.save()
    assert WORDS[1] in everything_kept()


def test_what_the_log_says_of_it_goes_after_a_year(mine: School) -> None:
    one = closed_one(mine)
    LogEntry.objects.filter(object_id=str(one.pk)).update(action_time=timezone.now() - 366 * DAY)
    LogEntry.objects.filter(object_id=str(one.pk), change_message="Afsluttet.").update(action_time=timezone.now())
    forget_expired()
    assert LogEntry.objects.filter(object_id=str(one.pk)).count() == 1


def test_one_that_nobody_closes_is_deleted_after_half_a_year_with_warnings_and_is_counted(mine: School) -> None:
    one, today = handed(), localdate()
    last = one.last_day
    Handover.objects.update(mailed=True, next_date=last + DAY, state="taken")
    with mails() as sent:
        for days in (31, 30, 29, 7, 6, 0):
            tend(last - days * DAY)
    assert [letter.body.count("bliver slettet efter") for letter in sent] == [1, 1], "30 and 7 days before"
    assert last == today + 180 * DAY and tend(last + DAY).deleted == 1
    assert counts() == {"sent": 1, "expired": 1}


def test_a_new_note_deletes_what_has_had_its_time_though_no_timer_runs(mine: School) -> None:
    Handover.objects.filter(pk=handed().pk).update(state="closed", ending="less", closed=localdate() - 91 * DAY)
    new = handed(note="En ny")
    assert list(Handover.objects.all()) == [new]


def test_a_fault_in_deleting_is_not_the_teachers(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> int:
        raise RuntimeError("scripted failure")

    monkeypatch.setattr(api, "forget_expired", fail)
    assert handed().reference


def test_the_weekly_digest_tends_too_also_where_it_cannot_be_sent() -> None:
    Handover.objects.filter(pk=handed().pk).update(state="closed", ending="less", closed=localdate() - 91 * DAY)
    with pytest.raises(CommandError, match="VEJVISER_SMTP_HOST"):
        call_command("send_digest", stdout=io.StringIO())
    assert not Handover.objects.exists()


# Reminders


def reminded(today: date) -> list[str]:
    with mails() as sent:
        tend(today)
    return [line for letter in sent for line in letter.body.splitlines() if line.startswith("Note ")]


def test_a_date_is_reminded_of_the_day_before_on_the_day_and_each_week_after_it(mine: School) -> None:
    one = handed()
    monday = date(2026, 11, 30)
    Handover.objects.update(mailed=True, next_date=monday + 3 * DAY, state="taken", created=timezone.now())
    lines = {days: reminded(monday + days * DAY) for days in (1, 2, 3, 4, 5, 9, 10, 11, 12)}
    assert {days: len(found) for days, found in lines.items()} == {
        1: 0,
        2: 1,
        3: 1,
        4: 1,
        5: 0,
        9: 0,
        10: 1,
        11: 0,
        12: 0,
    }
    assert lines[2] == [f"Note {one.reference}: Datoen er 03.12.2026."] and "Den er gået" in lines[4][0]
    assert reminded(monday + 2 * DAY) == [], "run twice a day it says nothing twice"


def test_on_a_friday_it_reminds_of_monday(mine: School) -> None:
    handed()
    Handover.objects.update(mailed=True, state="taken", next_date=date(2026, 11, 30))
    assert len(reminded(date(2026, 11, 27))) == 1


def test_one_that_nobody_takes_is_reminded_of_and_no_mail_says_what_it_is_about(mine: School) -> None:
    one = handed()
    Handover.objects.update(mailed=True, next_date=localdate() + 60 * DAY)
    with mails() as sent:
        tend(localdate() + 2 * DAY), tend(localdate() + 3 * DAY)
    (letter,) = sent
    whole = f"{letter.subject} {letter.body} {letter.alternatives[0][0]}"
    assert one.reference in whole and "Ingen har taget den over" in whole
    assert not [word for word in (*WORDS, "ensomhed", "Ikast") if word in whole]


def test_a_mail_that_did_not_go_is_tried_again_by_the_command(mine: School) -> None:
    one = handed()
    assert not one.mailed
    with pytest.raises(CommandError, match="1 beskeder"):
        call_command("tend_handovers", stdout=io.StringIO())
    out = io.StringIO()
    with mails() as sent:
        call_command("tend_handovers", stdout=out)
    assert len(sent) >= 1 and one.reference in sent[0].subject and "Besked om nye: 1" in out.getvalue()
    call_command("tend_handovers", "--renew-keys", stdout=out)
    assert "Forseglet igen" in out.getvalue()
