"""What comes out goes in again unchanged: the same rows, the same bytes, and no cell that a spreadsheet would run."""

import csv as standard_csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making_sheets import ago, csv, everything, look, own, school, take_in
from openpyxl import load_workbook

from directory.accounts.models import Membership
from directory.resources.models import How, Municipality, Phone, Schedule, Service, TaxonomyTerm
from directory.schools.models import School
from directory.sheets import export
from directory.sheets.cells import escaped, tidy, unescaped
from directory.sheets.wording import COLUMNS, choices, headings

HEADER = [column.name for column in COLUMNS]
KINDS = {"csv": export.to_csv, "xlsx": export.to_xlsx}


def rows(content: bytes) -> list[dict[str, str]]:
    """The rows of an exported CSV by their headings."""
    text = content.decode("utf-8-sig")
    return list(standard_csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))


def full(place: str, function: str, **values: str) -> dict[str, str]:
    """A row as an export has it, with nothing left to the shared row."""
    row = {column.key: "" for column in COLUMNS} | {"municipality": place, "function": function}
    texts = {"name": f"{function} her", "can_contribute": "Noget.", "cannot_do": "Intet.", "hours": "Hverdage"}
    return row | texts | {"age_from": "15", "age_to": "24", "topics": "Ensomhed", "status": "I brug"} | values


PPR = "PPR (Pædagogisk Psykologisk Rådgivning)"
CANONICAL = [
    full("Herning", "SSP", phone="12 34 56 78; sms 20 20 20 20", email="ssp@herning.dk", hours="Hverdage\nog lørdag"),
    full("Herning", "", name="Ungehuset", topics="Ensomhed, Stress og pres", cannot_do="- Ingen behandling."),
    full("Ikast-Brande", PPR, phone="114", url="https://i.dk/ppr", confirmed_by="PPR-psykolog", confirmed_on=ago(3)),
]


def test_the_columns_are_those_that_were_promised() -> None:
    promised = (
        "Kommune Funktion Navn Telefon E-mail Webside Åbningstid Kan_bidrage_med Kan_ikke Alder_fra Alder_til Emner "
        "Status Bekræftet_af Bekræftet_den Hvordan"
    )
    assert " ".join(name.replace(" ", "_") for name in HEADER) == promised


def test_the_guide_tells_what_goes_in_each_column() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "ark.md").read_text("utf-8")
    assert [column.name for column in COLUMNS if f"| {column.name} | {column.help} |" not in guide] == []


def test_the_words_of_a_sheet_are_the_words_of_the_admin() -> None:
    own_words = {code: name for code, name in How.choices}
    assert {choices("how")[key] for key in choices("how")} == set(own_words)
    for code, name in own_words.items():
        take_in(
            csv(
                ["Kommune", "Funktion", "Telefon", "Bekræftet af", "Bekræftet den", "Hvordan"],
                ["Herning", "SSP", "12345678", "vejleder", ago(0), f'"{name}"'],
            )
        )
        assert own("ssp", "0657").verifications.first().how == code
    assert len(headings()) == len({key for key in headings()})


@pytest.mark.parametrize("kind", KINDS)
def test_export_of_what_was_imported_is_the_same_file(kind: str) -> None:
    take_in(KINDS[kind](CANONICAL))
    found = export.rows_of(school())
    assert found == CANONICAL
    assert export.to_csv(found) == export.to_csv(CANONICAL)
    assert not look(export.to_xlsx(found)).changes_anything


def test_the_same_rows_give_the_same_bytes_in_the_same_order() -> None:
    take_in(export.to_csv(CANONICAL))
    assert export.to_csv(export.rows_of(school())) == export.to_csv(export.rows_of(school()))
    assert [row["Kommune"] for row in rows(export.to_csv(export.rows_of(school())))] == [
        "Herning",
        "Herning",
        "Ikast-Brande",
    ]


def test_an_empty_own_cell_is_not_filled_from_the_shared_row_by_the_next_import() -> None:
    take_in(
        csv(["Kommune", "Funktion", "Alder fra", "Alder til", "Emner"], ["Herning", "kui", "ingen", "ingen", "ingen"])
    )
    content = export.to_csv(export.rows_of(school()))
    assert rows(content)[0]["Alder fra"] == "ingen"
    Service.objects.filter(school=school()).delete()
    take_in(content)
    row = own("kui", "0657")
    assert (row.minimum_age, row.maximum_age, row.topics.count()) == (None, None, 0)


@pytest.mark.parametrize(
    "text", ["=1+1", "+45", "-1", "@SUM(A1)", "＝1", "'=1", "''@x", "ingen", "'Ingen", "'", "ingenting", "a=b"]
)
def test_escaping_is_undone(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert escaped(text)[0] not in "=+-@＝"


def test_no_cell_is_a_formula() -> None:
    take_in(
        csv(
            ["Kommune", "Funktion", "Navn", "Åbningstid"],
            ["Herning", "SSP", "@SUM(A1)", '"=HYPERLINK(""http://x.dk"")"'],
        )
    )
    found = export.rows_of(school())
    for cell in rows(export.to_csv(found))[0].values():
        assert cell[:1] not in tuple("=+-@")
    sheet = load_workbook(io.BytesIO(export.to_xlsx(found))).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert not look(export.to_xlsx(found)).changes_anything


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=60)
NEEDED = TEXT.filter(lambda text: bool(tidy(text)))
OFFERS = st.fixed_dictionaries(
    {
        "name": NEEDED,
        "can_contribute": NEEDED,
        "cannot_do": NEEDED,
        "hours": TEXT,
        "minimum_age": st.none() | st.integers(0, 40),
        "maximum_age": st.none() | st.integers(41, 120),
        "phones": st.lists(
            st.tuples(st.from_regex(r"[2-9][0-9]{7}", fullmatch=True), st.sampled_from(["voice", "sms"])), max_size=3
        ),
        "topics": st.lists(st.sampled_from(["ensomhed", "rusmidler", "generelt", "oekonomi"]), unique=True),
        "status": st.sampled_from(["active", "inactive"]),
    }
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(offer=OFFERS, kind=st.sampled_from(sorted(KINDS)))
def test_whatever_stands_in_a_row_comes_out_and_goes_in_again(offer: dict[str, Any], kind: str) -> None:
    with transaction.atomic():
        take_in(csv(["Kommune", "Funktion", "Telefon"], ["Herning", "SSP", "20202020"]))
        row = own("ssp", "0657")
        for field in ("name", "can_contribute", "cannot_do", "minimum_age", "maximum_age", "status"):
            setattr(row, field, offer[field].replace("\x00", "") if isinstance(offer[field], str) else offer[field])
        row.save()
        row.topics.set(TaxonomyTerm.objects.filter(taxonomy="topic", code__in=offer["topics"]))
        row.phones.all().delete()
        for number, slags in offer["phones"]:
            Phone.objects.create(service=row, number=number, type=slags)
        row.schedules.all().delete()
        Schedule.objects.create(service=row, description=offer["hours"].replace("\x00", ""))
        out = export.rows_of(school())
        found = look(KINDS[kind](out))
        assert (found.problems, found.changes_anything) == ([], False), found.rows
        row.delete()
        take_in(KINDS[kind](out))
        assert export.rows_of(school()) == out
        transaction.set_rollback(True)


def test_the_template_has_a_row_for_each_function_and_changes_nothing_as_it_is() -> None:
    here = school()
    here.pupil_municipalities.set(Municipality.objects.filter(code__in=["0657", "0756"]))
    take_in(csv(["Kommune", "Funktion", "Telefon"], ["Herning", "SSP", "12345678"]))
    found = export.template(here)
    places = [row["municipality"] for row in found]
    assert places.count("Herning") == places.count("Ikast-Brande") == 15
    assert [row["phone"] for row in found if row["phone"]] == ["12 34 56 78"]
    before = everything()
    take_in(export.to_xlsx(found))
    assert everything() == before


def test_a_schools_export_holds_nobody_elses_rows_and_an_administrators_all() -> None:
    take_in(csv(["Kommune", "Funktion", "Telefon"], ["Herning", "SSP", "12345678"]))
    other = School.objects.create(slug="nabo", name="Naboskolen", municipality=Municipality.objects.get(code="0756"))
    assert export.rows_of(other) == []
    shared = export.all_shared()
    assert len(shared) == Service.objects.filter(school=None).count() > 1500
    assert "12 34 56 78" not in {row["phone"] for row in shared}
    assert not look(export.to_csv(shared[::20])).of("new"), "what everybody has needs no own row"


def test_who_may_get_what() -> None:
    user = get_user_model().objects.create_user("laeser", password="en lang adgangskode 7", is_staff=True)  # noqa: S106
    Membership.objects.create(user=user, school=school(), role="reader")
    client = Client()
    client.force_login(user)
    answer = client.get("/admin/ark/kontakter.csv?skole=eksempelskolen")
    assert answer.status_code == 200 and answer.content.decode("utf-8-sig").startswith("Kommune;Funktion;")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith('attachment; filename="vejviser-eksempelskolen-kontakter-')
    assert client.get("/admin/ark/skabelon.xlsx").content.startswith(b"PK")
    assert client.get("/admin/ark/faelles.csv").status_code == 403
    assert client.get("/admin/ark/kontakter.csv?skole=findes-ikke").status_code == 403
    assert client.get("/admin/ark/kontakter.exe").status_code == 404


def test_the_command_writes_the_file(tmp_path: Any) -> None:
    take_in(csv(["Kommune", "Funktion", "Telefon"], ["Herning", "SSP", "12345678"]))
    for kind in KINDS:
        call_command("export_sheet", school="eksempelskolen", file=tmp_path / f"ud.{kind}")
        assert not look((tmp_path / f"ud.{kind}").read_bytes()).changes_anything
    with pytest.raises(CommandError, match="csv eller"):
        call_command("export_sheet", school="eksempelskolen", file=tmp_path / "ud.xls")
    with pytest.raises(CommandError, match="findes ikke"):
        call_command("export_sheet", school="nej", file=tmp_path / "ud.csv")
