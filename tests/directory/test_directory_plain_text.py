"""A number in a free text would reach every teacher with nobody's word for it: it is refused where it is written."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.exceptions import ValidationError
from people import own, schools

from directory.resources.models import Schedule
from directory.resources.plain_text import hides_contact
from directory.sheets import cells
from directory.sheets.wording import CellError

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge" / "services"


@pytest.mark.parametrize(
    "text",
    [
        "Ring 12345678 om morgenen",
        "Ring på 12 34 56 78.",
        "tlf. 12-34-56-78",
        "Vagten (12.34.56.78)",
        "70 201 201",
        "Spørg på 1234 5678",
        "+45 12 34 56 78",
        "Skriv til ssp@kommune.example",
    ],
)
def test_a_number_or_a_mail_address_is_seen(text: str) -> None:
    assert hides_contact(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hverdage 08.00-15.30, fredag til 14.00",
        "Mandag kl. 8-15 og torsdag kl. 10-17.30",
        "For unge på 15 til 24 år, se barnets lov § 133",
        "Svarer inden 24 timer. 3 samtaler",
        "Fra 1. januar 2027 hedder den Region Østdanmark",
        "Beløb op til 1.234.567.890 kroner",
    ],
)
def test_hours_ages_and_rules_are_no_number(text: str) -> None:
    assert not hides_contact(text)


@pytest.mark.parametrize("field", ["name", "description", "can_contribute", "cannot_do", "application_process"])
def test_the_form_refuses_one_and_names_the_field(field: str) -> None:
    row = own(schools()[0], "ssp")
    setattr(row, field, "Ring 12 34 56 78")
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    assert set(caught.value.message_dict) == {field}
    with pytest.raises(ValidationError):
        Schedule(service=row, description="Ring 12 34 56 78").full_clean()


def test_a_sheet_refuses_one() -> None:
    assert cells.free_text("Hverdage 08.00-15.30", 100) == "Hverdage 08.00-15.30"
    with pytest.raises(CellError):
        cells.free_text("Ring 12 34 56 78", 100)


@pytest.mark.parametrize("file", ["national.yml", "municipal_functions.yml"])
def test_no_loaded_text_holds_one(file: str) -> None:
    def texts(found: Any) -> list[str]:
        shown = ("name", "can_contribute", "cannot_do", "application_process", "opening_hours")
        return [str(entry[field]) for entry in found for field in shown if entry.get(field)]

    loaded = yaml.safe_load((KNOWLEDGE / file).read_text("utf-8"))
    found = texts(loaded.get("services") or loaded["functions"])
    assert found
    assert [text for text in found if hides_contact(text)] == []
