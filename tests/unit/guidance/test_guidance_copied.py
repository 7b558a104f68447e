"""Of an old copy of the directory only what still holds today is shown."""

from datetime import date
from typing import Any

import pytest

from actions.guidance.copied import as_it_stands

TODAY = date(2026, 11, 22)
SSP: dict[str, Any] = {
    "name": "SSP",
    "contact_state": "confirmed",
    "valid_to": "2026-11-22",
    "phones": [{"number": "11 22 33 44", "type": "voice"}],
    "email": "ssp@kommune.example",
    "url": "https://kommune.example/ssp",
    "organization": {"name": "Kommunen", "website": "https://kommune.example"},
}


def service(today: date, **changed: Any) -> dict[str, Any]:
    found = as_it_stands(None, [SSP | changed], None, today)[1]
    assert found is not None
    return found[0]


def test_what_still_holds_is_unchanged() -> None:
    assert service(TODAY) == SSP, "the last day counts"
    assert service(date(2027, 6, 1), valid_to=None) == SSP | {"valid_to": None}


@pytest.mark.parametrize("state", ["confirmed", "ageing"])
def test_a_word_that_has_run_out_since_makes_no_contact(state: str) -> None:
    found = service(date(2026, 11, 23), contact_state=state)
    assert found["contact_state"] == "expired" and found["phones"] == [] and "email" not in found
    assert found["url"] == "https://kommune.example", "the confirmed page goes, the organization's own stays"


def test_a_number_that_was_shown_until_a_day_goes_and_stays_unconfirmed() -> None:
    found = service(date(2026, 11, 23), contact_state="unconfirmed")
    assert found["contact_state"] == "unconfirmed" and found["phones"] == []


def test_an_older_directory_without_the_day_is_read() -> None:
    found = {name: value for name, value in SSP.items() if name != "valid_to"}
    assert as_it_stands(None, [found], None, TODAY)[1] == [found]


def test_a_switchboard_is_not_shown_from_a_copy() -> None:
    found = as_it_stands(None, [], {"code": "0756", "phone": "11 22 33 44"}, TODAY)[2]
    assert found == {"code": "0756", "phone": None}


@pytest.mark.parametrize(("until", "there"), [("2026-11-21", False), ("2026-11-22", True)])
def test_a_team_whose_hours_have_run_out_is_not_sent_for(until: str, there: bool) -> None:
    plan = {
        "school": {"slug": "x", "onsite_team": {"name": "Elevhjælpen", "valid_to": until}},
        "plan": {"version": "1"},
    }
    found = as_it_stands(plan, None, None, TODAY)
    assert found[0] is not None and (found[0]["school"]["onsite_team"] is not None) == there
    assert found[0]["plan"] == {"version": "1"} and found[1:] == (None, None)


def test_nothing_found_stays_nothing() -> None:
    assert as_it_stands(None, None, None, TODAY) == (None, None, None)
