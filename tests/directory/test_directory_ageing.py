"""A confirmation is fresh, ageing, then over: by calendar months, by days for a crisis number, until midnight here."""

from datetime import UTC, date, datetime
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from directory.resources.assurers import names_a_function
from directory.resources.freshness import ages_on, assurance, last_day, months_after
from directory.resources.models import Organization, Phone, Service, Verification

NUMBER = "11 22 33 44"


def ssp(**confirmed: Any) -> Service:
    """SSP in Ikast-Brande with a number that somebody has confirmed."""
    service = Service.objects.get(name="SSP i Ikast-Brande Kommune")
    Phone.objects.create(service=service, number=NUMBER)
    Verification.objects.create(service=service, assurer="studievejleder", **confirmed)
    return service


def shown(api: Any, day: date) -> dict[str, Any]:
    with patch("directory.api.views.localdate", return_value=day):
        found: dict[str, Any] = api("services", municipality="0756", role="ssp_konsulent")[1]["results"][0]
    return found


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 15), 6, date(2026, 7, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 8, 28), 6, date(2027, 2, 28)),
        (date(2026, 3, 31), 6, date(2026, 9, 30)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2027, 2, 28), 12, date(2028, 2, 28)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
    ],
)
def test_months_are_calendar_months(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


@pytest.mark.parametrize(
    ("crisis", "ageing", "last"),
    [(False, date(2027, 5, 22), date(2027, 11, 22)), (True, date(2026, 12, 12), date(2026, 12, 22))],
)
def test_six_and_twelve_months_or_twenty_and_thirty_days(crisis: bool, ageing: date, last: date) -> None:
    day = date(2026, 11, 22)
    assert (ages_on(day, crisis=crisis), last_day(day, crisis=crisis)) == (ageing, last)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2026, 2, 27), "confirmed"),
        (date(2026, 2, 28), "ageing"),
        (date(2026, 8, 31), "ageing"),
        (date(2026, 9, 1), "expired"),
    ],
)
def test_a_contact_ages_after_six_months_and_expires_after_twelve(api: Any, day: date, state: str) -> None:
    ssp(assured_date=date(2025, 8, 31))
    found = shown(api, day)
    assert found["contact_state"] == state
    assert [phone["number"] for phone in found["phones"]] == ([] if state == "expired" else [NUMBER])
    assert (found["assurer"], found["assured_date"]) == ("studievejleder", "2025-08-31"), "worth knowing in every state"


@pytest.mark.parametrize(
    ("day", "state", "numbers"),
    [
        (date(2026, 11, 20), "confirmed", 1),
        (date(2026, 11, 21), "ageing", 1),
        (date(2026, 12, 1), "ageing", 1),
        # The source that we have for a national number still stands.
        (date(2026, 12, 2), "unconfirmed", 1),
    ],
)
def test_a_crisis_number_ages_after_20_days_and_expires_after_30(api: Any, day: date, state: str, numbers: int) -> None:
    line = Service.objects.get(key="livslinien")
    assert line.is_crisis
    Verification.objects.create(service=line, assurer="administrator i driften", assured_date=date(2026, 11, 1))
    with patch("directory.api.views.localdate", return_value=day):
        rows = api("services", municipality="0756")[1]["results"]
    found = next(row for row in rows if row["key"] == "livslinien")
    assert (found["contact_state"], len(found["phones"])) == (state, numbers)
    expired = assurance(Service.objects.get(key="livslinien"), date(2026, 12, 2))
    assert (expired.state, expired.last_day) == ("expired", date(2026, 12, 1)), "those who keep it see that it ran out"


def test_a_row_made_a_crisis_number_later_ages_as_one() -> None:
    service = ssp(assured_date=date(2026, 1, 1))
    assert assurance(service, date(2026, 3, 1)).state == "confirmed"
    Service.objects.filter(pk=service.pk).update(is_crisis=True)
    assert assurance(Service.objects.get(pk=service.pk), date(2026, 3, 1)).state == "expired"


def test_a_shorter_time_set_by_a_person_holds_and_a_longer_one_does_not() -> None:
    service = ssp(assured_date=date(2026, 1, 1), valid_to=date(2026, 2, 1))
    assert assurance(service, date(2026, 2, 1)).state == "confirmed"
    assert assurance(service, date(2026, 2, 2)).state == "expired"
    for crisis, last in ((False, date(2027, 1, 1)), (True, date(2026, 1, 31))):
        Service.objects.filter(pk=service.pk).update(is_crisis=crisis)
        made = Verification.objects.create(
            service=service, assurer="studievejleder", assured_date=date(2026, 1, 1), valid_to=date(2999, 1, 1)
        )
        assert made.valid_to == last


def test_a_switchboard_ages_and_is_still_shown(api: Any) -> None:
    organization = Organization.objects.get(name="Københavns Kommune")
    organization.phones.update(published=True)
    Verification.objects.create(organization=organization, assurer="reception", assured_date=date(2026, 1, 1))
    for day, phone in ((date(2026, 8, 1), "33 66 33 66"), (date(2027, 1, 2), None)):
        with patch("directory.api.views.localdate", return_value=day):
            assert api("municipalities/0101")[1]["phone"] == phone


@pytest.mark.parametrize(
    ("now", "state"),
    [
        # Danish winter time is one hour ahead of UTC, summer time two.
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "ageing"),
        (datetime(2026, 12, 31, 23, 1, tzinfo=UTC), "expired"),
    ],
)
def test_the_day_ends_at_midnight_in_copenhagen(api: Any, now: datetime, state: str) -> None:
    ssp(assured_date=date(2025, 12, 31))
    with patch("django.utils.timezone.now", return_value=now):
        assert api("services", municipality="0756", role="ssp_konsulent")[1]["results"][0]["contact_state"] == state


@pytest.mark.parametrize(
    "text",
    ["studievejleder", "Studievejleder på EUD Business", "SSP i Ikast-Brande", "Reception", "kommunens omstilling",
     "Børne- og Ungeforvaltningen", "KUI", "leder", "sekretær", "UU Lillebælt", "IT-drift", "Socialrådgiver, Herning",
     "redaktøren af kontaktlisten", "administrator"],
)  # fmt: skip
def test_a_function_may_confirm(text: str) -> None:
    assert names_a_function(text)


@pytest.mark.parametrize(
    "text",
    ["Mette Hansen", "mette hansen", "Mette", "Studievejleder Mette Hansen", "studievejleder mette", "Hansen, SSP",
     "vejleder@skole.dk", "vejleder, 20 30 40 50", "leder 010190-1234", "MH", "mig", "?", "https://skole.dk/leder",
     "Ann-Sofie, vejleder", "Leder Per Sørensen"],
)  # fmt: skip
def test_a_person_may_not(text: str) -> None:
    assert not names_a_function(text)


def test_a_person_is_refused_with_what_to_write_instead() -> None:
    row = Verification(service=Service.objects.get(key="livslinien"), assurer="Mette Hansen")
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert list(refused.value.message_dict) == ["assurer"]
    assert refused.value.message_dict["assurer"][0].startswith("Skriv funktionen")
    row.assurer = "studievejleder"
    row.full_clean()


def test_a_day_that_has_not_come_and_an_end_before_the_beginning_are_refused() -> None:
    row = Verification(service=Service.objects.get(key="livslinien"), assurer="leder", assured_date=date(2999, 1, 1))
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert list(refused.value.message_dict) == ["assured_date"]
    row.assured_date, row.valid_to = localdate(), date(2020, 1, 1)
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert list(refused.value.message_dict) == ["valid_to"]
