"""Sheets as they are in the wild are read as a person would read them."""

from datetime import date, datetime
from typing import Any

import pytest
from making_sheets import csv, look, numbers, own, take_in, with_value, xlsx
from openpyxl import Workbook

from directory.sheets import cells
from directory.sheets.table import read_table
from directory.sheets.wording import CellError

HEADER = ["Kommune", "Funktion", "Telefon", "Åbningstid"]
ROW = ["Ikast-Brande", "SSP", "99 60 00 01", "Mandag på rådhuset, også før ferier"]
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_any_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    table = read_table(csv(HEADER, ROW, delimiter=delimiter, encoding=encoding))
    assert [line.cells["hours"] for line in table.lines] == ["Mandag på rådhuset, også før ferier"]
    assert table.columns == ["municipality", "function", "phone", "hours"]


def test_commas_with_a_comma_in_a_quoted_cell() -> None:
    content = 'Kommune,Funktion,Telefon,Åbningstid\r\nIkast-Brande,SSP,99600001,"Mandag, onsdag\r\nog ""fredag"""\r\n'
    (line,) = read_table(content.encode()).lines
    assert line.cells["hours"] == 'Mandag, onsdag\r\nog "fredag"'


def test_excels_own_line_about_the_delimiter_is_no_row() -> None:
    (line,) = read_table(b"sep=|\r\n" + csv(HEADER, ROW, delimiter="|")).lines
    assert (line.number, line.cells["phone"]) == (2, "99 60 00 01")


def test_headings_in_another_order_case_and_words() -> None:
    take_in(csv(["  MAIL ", "tlf. nr.", "funktion", "KOMMUNE:"], ["ssp@ikast.dk", "99600001", "ssp", "756"]))
    assert numbers() == ["99 60 00 01"]
    assert [contact.email for contact in own().contacts.filter(published=True)] == ["ssp@ikast.dk"]


def a_messy_book(book: Workbook) -> None:
    sheet = book.active
    assert sheet is not None
    sheet.insert_rows(1, 3)
    sheet["A1"] = "Kontakter i skoleåret 2026"
    sheet.merge_cells("A1:D1")
    sheet["C3"] = "Sådan når du dem"
    sheet.merge_cells("C3:D3")
    sheet.insert_rows(6)
    sheet.merge_cells("A5:A8")
    book.create_sheet("Gamle", 0)["A1"] = "Intet her"
    book.create_sheet("Skjult")["A1"] = "Kommune"
    book["Skjult"].sheet_state = "hidden"


def test_a_messy_workbook() -> None:
    content = xlsx(
        HEADER,
        ["Ikast-Brande\xa0 ", "SSP  ", 99600001.0, None],
        [None, "Kommunal ungeindsats", "+45 99 60 00 02\u200b", " Hverdage\xa0kl. 9-15 "],
        [None, "PPR", 99600003, None],
        arrange=a_messy_book,
    )
    found = look(content)
    assert [(row.number, row.place, row.key) for row in found.rows] == [
        (5, "0756", "ssp"),
        (7, "0756", "kui"),
        (8, "0756", "ppr"),
    ], "numbered as in Excel, with the merged municipality in each row"
    assert found.problems == []
    assert found.notes == ["Arket »Sheet« er læst. Ikke læst: Gamle, Skjult (skjult)."]
    take_in(content)
    assert (numbers("ssp"), numbers("kui"), numbers("ppr")) == (["99 60 00 01"], ["99 60 00 02"], ["99 60 00 03"])
    assert own("kui").schedules.get().description == "Hverdage kl. 9-15"


def test_a_formula_counts_by_the_value_that_excel_kept() -> None:
    content = with_value(xlsx(HEADER[:3], ["Ikast-Brande", "SSP", "=99600000+7"]), "C2", "99600007")
    take_in(content)
    assert numbers() == ["99 60 00 07"]


def test_repeated_headings_empty_rows_and_unused_columns() -> None:
    header = [*HEADER, "", "Bemærkning", "Telefon"]
    table = read_table(csv(header, [*ROW, "x", "se mail", ""], [""] * 7, header, ["Herning", *ROW[1:], "", "", ""]))
    assert [line.number for line in table.lines] == [2, 5]
    assert table.notes == [
        "Disse kolonner er ikke brugt: Bemærkning.",
        "Der står noget i en kolonne uden overskrift (E). Det er ikke brugt.",
    ]
    assert table.problems == [], "a second, empty column of the same name is no trouble"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12345678", "12 34 56 78"),
        ("12345678.0", "12 34 56 78"),
        ("12345678,0", "12 34 56 78"),
        ("1.2345678e7", "12 34 56 78"),
        ("1,2345678E+07", "12 34 56 78"),
        ("+45 1234 5678", "12 34 56 78"),
        ("0045-12-34-56-78", "12 34 56 78"),
        ("(+45) 12.34.56.78", "12 34 56 78"),
        ("Tlf.: 12345678", "12 34 56 78"),
        ("12 34 56 78 / 87 65 43 21", "12 34 56 78; 87 65 43 21"),
        ("12345678 og 12345678", "12 34 56 78"),
        ("sms 12345678", "sms 12 34 56 78"),
        ("114", "114"),
        ("1813", "1813"),
        ("116111", "116 111"),
        ("4512345678", None),
        ("12 34", None),
        ("02 34 56 78", None),
        ("+46 12 34 56 78", None),
        ("1,23E+07", None),
        ("ring til Mette", None),
        ("12345678.5", None),
        ("١٢٣٤٥٦٧٨", None),
    ],
)
def test_telephone_numbers(written: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(CellError):
            cells.numbers(written)
    else:
        assert cells.numbers(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("3. marts 2026", "03-03-2026"),
        ("d. 3 mar. 26", "03-03-2026"),
        ("03-03-2026", "03-03-2026"),
        ("3/3-26", "03-03-2026"),
        ("3/3 2026", "03-03-2026"),
        ("4.3.2026", "04-03-2026"),
        ("2026-03-04", "04-03-2026"),
        ("2026-03-04 00:00:00", "04-03-2026"),
        ("46084", "03-03-2026"),
        (46084, "03-03-2026"),
        (46084.0, "03-03-2026"),
        (datetime(2026, 3, 3, 12, 30), "03-03-2026"),
        (date(2026, 3, 3), "03-03-2026"),
        ("22-11-2026", "22-11-2026"),
        ("23-11-2026", None),
        ("31-02-2026", None),
        ("13/25/2026", None),
        ("marts 2026", None),
        ("3. m 2026", None),
        ("i går", None),
        ("03-03-1926", None),
        ("99999", None),
    ],
)
def test_days(written: Any, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(CellError):
            cells.day(cells.plain(written), TODAY)
    else:
        assert cells.day(cells.plain(written), TODAY) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("15", "15"),
        (15.0, "15"),
        ("18,0", "18"),
        ("15 år", "15"),
        ("18+", "18"),
        ("0", "0"),
        ("120", "120"),
        ("18,5", None),
        ("121", None),
        ("15-17", None),
        ("voksen", None),
        ("-1", None),
    ],
)
def test_ages(written: Any, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(CellError):
            cells.age(cells.plain(written))
    else:
        assert cells.age(cells.plain(written)) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("www.herning.dk/ssp", "https://www.herning.dk/ssp"),
        ("http://herning.dk", "http://herning.dk"),
        ("javascript:alert(1)", None),
        ("herning", None),
        ("https://her ning.dk", None),
    ],
)
def test_pages(written: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(CellError):
            cells.page(written)
    else:
        assert cells.page(written) == expected


@pytest.mark.parametrize("written", ["ssp@herning.dk", "mailto:ssp@herning.dk", "SSP Herning <ssp@herning.dk>"])
def test_addresses(written: str) -> None:
    assert cells.email(written) == "ssp@herning.dk"


@pytest.mark.parametrize(
    "place",
    [
        "Aabenraa",
        "Åbenrå",
        "aabenraa kommune",
        "ÅBENRAA KOMMUNE",
        "0580",
        "580",
        "580.0",
        "0580 Aabenraa",
        "Åbenrå (580)",
    ],
)
def test_the_same_municipality_in_many_words(place: str) -> None:
    (row,) = look(csv(HEADER, [place, *ROW[1:]])).rows
    assert row.place == "0580"


@pytest.mark.parametrize(
    "function",
    ["Kommunal ungeindsats (KUI)", "kui", "KUI", "Kommunal Ungeindsats", " kommunal-ungeindsats "],
)
def test_the_same_function_in_many_words(function: str) -> None:
    (row,) = look(csv(HEADER, ["Ikast-Brande", function, *ROW[2:]])).rows
    assert row.key == "kui"
