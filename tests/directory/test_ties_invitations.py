"""Balkort: what a draft says, the way it goes, and that its text does not stay."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.utils import timezone
from django.utils.timezone import localdate
from icalendar import Calendar
from people import HOME, own, schools, signed_in
from tied import COUNSELLOR, SOCIAL, TEACHER, rate

from directory.resources.models import Contact, Service
from directory.schools.models import School
from directory.ties.counting import Sides
from directory.ties.forgetting import forget
from directory.ties.inviting import STEPS, proposed, reason
from directory.ties.models import Invitation
from directory.ties.models.invitation import REASONS, State
from directory.ties.questions import QUALITIES
from directory.ties.saying import say
from directory.ties.strength import Counts

NEW = "/balkort/ny/"
ABOUT = {"role": SOCIAL, "kommune": HOME}


@pytest.fixture
def school() -> School:
    mine: School = schools()[0]
    rate(mine, HOME, (COUNSELLOR, SOCIAL), 5, 3, timely=1, accurate=2)
    return mine


def drafted(school: School, **about: str) -> Invitation:
    answer = signed_in("editor", school).post(NEW, ABOUT | about)
    assert answer.status_code == 302
    return Invitation.objects.get(pk=answer["Location"].split("/")[2])


def form(invitation: Invitation, **changed: str) -> dict[str, Any]:
    return {"do": "save", "text": invitation.text, "starts": "2099-05-05T13:00", "where": "Kantinen"} | changed


def test_a_draft_names_the_tie_the_quality_and_a_time(school: School) -> None:
    invitation = drafted(school)
    assert invitation.reason == "timely" and invitation.state == State.DRAFTED
    assert invitation.municipality and invitation.municipality.code == HOME
    for words in (
        "studievejleder på Eksempelskolen",
        "socialrådgiver i Ikast-Brande",
        say("reason_timely"),
        "kl. 14.00",
    ):
        assert words in invitation.text, words
    assert timezone.localtime(invitation.starts).isoweekday() == 2
    assert invitation.starts >= timezone.now() + timedelta(days=13)


def test_the_proposed_day_is_a_tuesday_after_two_weeks() -> None:
    assert proposed(date(2026, 11, 22)).date() == date(2026, 12, 8)
    assert proposed(date(2026, 11, 24)).date() == date(2026, 12, 8), "exactly two weeks"
    assert proposed(date(2026, 11, 25)).date() == date(2026, 12, 15)


@pytest.mark.parametrize(
    ("out", "back", "expected"),
    [
        (Counts(), Counts(), "unknown"),
        (Counts(4, 4, (4,) * 7), Counts(), "unknown"),
        (Counts(6, 2, (10,) * 7), Counts(), "unreached"),
        (Counts(5, 5, (25,) * 7), Counts(), "one_sided"),
        (Counts(5, 5, (20, 20, 5, 5, 5, 5, 5)), Counts(), "accurate"),
        (Counts(5, 5, (25,) * 7), Counts(5, 5, (10, 10, 10, 10, 10, 10, 5)), "mutual_respect"),
    ],
)
def test_what_to_talk_about(out: Counts, back: Counts, expected: str) -> None:
    assert reason(Sides(out, back)) == expected


def test_every_reason_has_its_words() -> None:
    assert {*QUALITIES} < set(REASONS) and all(say(f"reason_{one}").endswith(".") for one in REASONS)


def test_it_is_edited_opened_in_the_mail_and_taken_as_a_calendar_file(school: School) -> None:
    invitation = drafted(school)
    editor = signed_in("editor", school)
    address = f"/balkort/{invitation.pk}/"
    assert editor.post(address, form(invitation, text="Hej\r\nSkal vi tale sammen?")).status_code == 302
    page = editor.get(address)
    mailto = page.context["mailto"]
    assert mailto.startswith("mailto:") and "Hej\r\nSkal vi tale sammen?" in unquote(mailto.split("body=")[1])
    answer = editor.get(f"{address}indbydelse.ics")
    event = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert event.decoded("dtstart").isoformat() == "2099-05-05T11:00:00+00:00", "13.00 in Denmark"
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=45)
    assert "Socialrådgiver" in str(event["summary"]) and str(event["location"]) == "Kantinen"


def test_a_confirmed_mail_is_proposed_and_an_unconfirmed_is_not(school: School) -> None:
    key = Service.objects.filter(
        school=None, role__code=SOCIAL, organization__municipality__code=HOME, status="active"
    ).values_list("key", flat=True)[0]
    row = own(school, key)
    Contact.objects.create(service=row, name="Ungeteamet", email="unge@example.org", published=True)
    page = f"/balkort/{drafted(school).pk}/"
    editor = signed_in("editor", school)
    assert editor.get(page).context["to"] == ""
    row.verifications.create(assurer="studievejleder", assured_date=localdate())
    assert editor.get(page).context["to"] == "unge@example.org"


@pytest.mark.parametrize("text", ["Ring 12 34 56 78", "Skriv til bo@example.org", "Det er 010203-1234", "0102031234"])
def test_no_number_mail_or_cpr_stays_in_it(school: School, text: str) -> None:
    invitation = drafted(school)
    page = signed_in("editor", school).post(f"/balkort/{invitation.pk}/", form(invitation, text=text))
    assert page.status_code == 200 and page.context["form"].errors
    invitation.refresh_from_db()
    assert text not in invitation.text
    past = signed_in("editor", school).post(f"/balkort/{invitation.pk}/", form(invitation, starts="2020-01-01T10:00"))
    assert past.context["form"].errors


def test_it_goes_step_by_step_and_its_text_goes_when_it_is_sent(school: School) -> None:
    invitation = drafted(school)
    editor, address = signed_in("editor", school), f"/balkort/{invitation.pk}/"
    editor.post(address, form(invitation))
    for state in ("held", "rated", "declined"):
        editor.post(address, {"do": state})
        assert Invitation.objects.get(pk=invitation.pk).state == State.DRAFTED
    for state in ("sent", "accepted", "held"):
        editor.post(address, {"do": state})
        invitation.refresh_from_db()
        assert (invitation.state, invitation.text) == (state, "")
        assert getattr(invitation, f"{state}_on") == localdate()
    rate(school, HOME, (COUNSELLOR, SOCIAL), 4, 4, month=localdate() - timedelta(days=40))
    held = localdate() + timedelta(days=40)
    Invitation.objects.filter(pk=invitation.pk).update(held_on=held)
    editor.post(address, {"do": "rated"})
    assert Invitation.objects.get(pk=invitation.pk).state == State.HELD, "nobody has answered since"
    rate(school, HOME, (SOCIAL, TEACHER), 5, 4, month=held)
    editor.post(address, {"do": "rated"})
    assert Invitation.objects.get(pk=invitation.pk).state == State.RATED
    assert editor.post(address, form(invitation)).status_code == 404, "only a draft is edited"
    fields = {field.name for field in Invitation.history.model._meta.get_fields()}
    assert "state" in fields and not {"text", "where"} & fields


def test_no_state_leads_back() -> None:
    assert set(STEPS) == set(State)
    ends = {state for state, after in STEPS.items() if not after}
    assert ends == {State.RATED, State.DECLINED, State.CANCELLED}


def test_a_reader_sees_it_and_another_school_does_not(school: School) -> None:
    invitation = drafted(school)
    address = f"/balkort/{invitation.pk}/"
    reader, other = signed_in("reader", school), signed_in("approver", schools()[1])
    assert reader.get(address).status_code == 200 and reader.post(address, {"do": "sent"}).status_code == 403
    assert reader.post(NEW, ABOUT).status_code == 403
    for page in (address, f"{address}indbydelse.ics"):
        assert other.get(page).status_code == 404
    assert other.post(address, {"do": "sent"}).status_code == 404
    assert other.post(f"{NEW}?skole={school.slug}", ABOUT).status_code == 403
    assert "Socialrådgiver" not in other.get("/balkort/").content.decode()
    assert "Socialrådgiver" in reader.get("/balkort/").content.decode()


def test_only_a_tie_that_needs_it_gets_one(school: School) -> None:
    rate(school, HOME, (COUNSELLOR, "ppr"), 5, 5)
    rate(school, HOME, ("ppr", COUNSELLOR), 5, 5)
    editor = signed_in("editor", school)
    for about in ({"role": "ppr"}, {"role": "ingen"}, {"kommune": ""}, {"kommune": "9999"}):
        assert editor.post(NEW, ABOUT | about).status_code == 404, about
    assert drafted(school, role="psykolog").reason == "unknown"
    inside = drafted(school, role=COUNSELLOR, kommune="")
    assert inside.municipality is None and inside.own_role.code == "skoleleder" and "på skolen" in inside.text


def test_a_draft_that_nobody_sends_is_forgotten(school: School) -> None:
    invitation, fresh = drafted(school), drafted(school)
    Invitation.objects.filter(pk=invitation.pk).update(drafted_on=localdate() - timedelta(days=91), where="Kantinen")
    forget(localdate())
    invitation.refresh_from_db()
    fresh.refresh_from_db()
    assert (invitation.state, invitation.text, invitation.where) == (State.CANCELLED, "", "")
    assert fresh.state == State.DRAFTED and fresh.text
