"""What is wrong in a sheet is told all at once, with row, column and what to do; so is what is wrong with a file."""

import io
import zipfile

import pytest
from making_sheets import csv, everything, look, repacked, school, take_in, xlsx
from openpyxl import Workbook

from directory.sheets import imports
from directory.sheets.table import read_table
from directory.sheets.wording import SheetError

HEADER = ["Kommune", "Funktion", "Navn", "Telefon", "Alder fra", "Alder til", "Bekræftet af", "Bekræftet den"]


def told(*rows: list[str], header: list[str] = HEADER) -> list[str]:
    """The problems of a sheet with these rows below the headings, as a person reads them."""
    return [
        str(problem) for problem in look(csv(header, *(row + [""] * (len(header) - len(row)) for row in rows))).problems
    ]


def test_every_problem_at_once_with_row_and_column() -> None:
    assert told(
        ["Ikast-Brande", "SSP", "", "12 34"],
        ["Ikast", "SPP", "", "12 34 56 78", "25", "15"],
        ["Herning", "kui", "", "12 34 56 78", "", "", "Mette Hansen", "30-02-2026"],
        ["", "", "Ungehuset", "12345678"],
    ) == [
        "Række 2, kolonnen Telefon: »12 34« er ikke et dansk nummer på otte tal. Skriv fx 12 34 56 78.",
        "Række 3, kolonnen Kommune: »Ikast« er ikke en kommune. Mente du Ikast-Brande?",
        "Række 3, kolonnen Funktion: »SPP« er ikke en funktion. Mente du SSP?",
        "Række 3, kolonnen Alder til: Alder fra (25) er højere end Alder til (15). Byt dem om.",
        "Række 4, kolonnen Bekræftet af: »Mette Hansen« ligner en person. Skriv funktionen, fx studievejleder.",
        "Række 4, kolonnen Bekræftet den: »30-02-2026« er ikke en dato. Skriv fx 03-03-2026.",
        "Række 5, kolonnen Kommune: mangler. Skriv kommunen i hver række.",
    ], "from the top, and in each row from the left"


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (["Herning", "SSP", "", "1,23E+07"], "Telefon: »1,23E+07« er forkortet af regnearket"),
        (["Herning", "SSP", "", "12345678", "25", "15"], "Alder til: Alder fra (25) er højere end Alder til (15)"),
        (["Herning", "kui", "", "12345678", "30"], "Alder fra: Alder fra (30) er højere end Alder til (24)"),
        (["Herning", "SSP", "", "12345678", "15-17"], "Alder fra: »15-17« er to aldre"),
        (["Herning", "SSP", "", "#REF!"], "Telefon: »#REF!« er en fejl fra regnearket"),
        (["Herning", "SSP", "", "", "", "", "SSP-konsulent", "01-03-2026"], "Bekræftet den: der er intet at bekræfte"),
        (["Herning", "SSP", "", "12345678", "", "", "", "01-03-2026"], "Bekræftet af: mangler, når der står en dato"),
        (["Herning", "SSP", "", "12345678", "", "", "SSP-konsulent"], "Bekræftet den: mangler, når der står, hvem"),
        (
            ["Herning", "SSP", "", "12345678", "", "", "mette@skole.dk", "01-03-2026"],
            "Bekræftet af: »mette@skole.dk« lig",
        ),
        (["Herning", "SSP", "", "12345678", "", "", "vejleder", "01-03-2999"], "Bekræftet den: »01-03-2999« er i frem"),
        (["Herning", "", "ssp"], "Navn: »ssp« er en funktion. Skriv den i kolonnen Funktion"),
        (["Herning", "", ""], "Funktion: mangler. Skriv en funktion"),
        (["Herning", "", "!!!"], "Navn: »!!!« er ikke et navn"),
        (["Herning", "livslinien", "", "12345678"], "Funktion: »livslinien« findes ikke for Herning"),
        (["Hele landet", "livslinien", "", "12345678"], "Funktion: »"),
        (["Hernning", "SSP", "", "12345678"], "Kommune: »Hernning« er ikke en kommune. Mente du Herning?"),
        (["Herning", "SSP", "x" * 161], "Navn: teksten er på 161 tegn. Der er plads til 160"),
    ],
)
def test_one_problem(row: list[str], problem: str) -> None:
    (line,) = told(row)
    assert line.startswith(f"Række 2, kolonnen {problem}"), line


def test_a_new_offer_needs_its_texts() -> None:
    assert told(["Herning", "", "Ungehuset", "12345678"]) == [
        "Række 2, kolonnen Kan bidrage med: mangler. Et nyt tilbud skal have en tekst her.",
        "Række 2, kolonnen Kan ikke: mangler. Et nyt tilbud skal have en tekst her.",
    ]


def test_rows_that_disagree_are_both_named_and_equal_ones_count_once() -> None:
    same, other = ["Herning", "SSP", "", "12 34 56 78"], ["0657", "ssp", "", "87 65 43 21"]
    found = look(csv(HEADER[:4], same, ["Herning Kommune", "SSP ", "", "+4512345678"]))
    assert (len(found.rows), found.notes) == (1, ["Række 3 er magen til række 2 og tæller kun én gang."])
    assert told(same, other) == ["Række 3: Rækken siger noget andet end række 2 om det samme (Telefon). Slet den ene."]


def test_a_formula_without_a_value_is_no_empty_cell() -> None:
    (problem,) = look(xlsx(["Kommune", "Funktion", "Telefon"], ["Herning", "SSP", "=A1&B1"])).problems
    assert str(problem).startswith("Række 2, kolonnen Telefon: er en formel uden en værdi.")


def test_one_column_twice() -> None:
    (problem,) = look(csv(["Kommune", "Funktion", "Tlf", "Mobil"], ["Herning", "SSP", "12345678", "87654321"])).problems
    assert str(problem).startswith("Kolonnen Telefon: står to gange, i C og D.")


def test_nothing_is_written_when_one_cell_is_wrong() -> None:
    before = everything()
    content = csv(HEADER[:4], ["Herning", "SSP", "", "12345678"], ["Herning", "PPR", "", "123"])
    seen, _found = imports.look(school(), "ark", content)
    with pytest.raises(imports.ChangedMeanwhile):
        imports.apply(school(), seen, None)
    assert everything() == before


def a_zip(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


BOOK = xlsx(["Kommune", "Funktion"], ["Herning", "SSP"])
ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
MANY = csv(["Kommune", "Funktion"], *[["Herning", "SSP"]] * 5001)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b" \r\n ", "empty_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old_excel"),
        (b"%PDF-1.7 ...", "pdf"),
        (b"\x89PNG\r\n", "picture"),
        (b"<html><table>", "html"),
        (a_zip(**{"Index/Document.iwa": b""}), "numbers"),
        (a_zip(**{"content.xml": b""}), "open_document"),
        (a_zip(**{"word/document.xml": b""}), "word"),
        (a_zip(**{"xl/workbook.bin": b""}), "binary_excel"),
        (a_zip(**{"brev.txt": b"hej"}), "zip"),
        (a_zip(**{"xl/workbook.xml": b"not xml"}), "broken_xlsx"),
        (BOOK[:-200], "broken_xlsx"),
        (BOOK[:30], "broken_xlsx"),
        (repacked(BOOK, "xl/workbook.xml", lambda text: ENTITIES + text), "broken_xlsx"),
        (a_zip(**{"xl/workbook.xml": b" " * 30_000_000}), "unpacked_too_large"),
        (b"x" * (2 * 1024 * 1024 + 1), "too_large"),
        (MANY, "too_many_rows"),
        (b"\x00\x01\x02\x03 binary", "not_a_sheet"),
        ("Kommune;Funktion\r\nKÃ¸benhavn;SSP".encode(), "broken_letters"),
        (b'Kommune;Funktion\r\n"Herning;SSP\r\nIkast;SSP', "open_quote"),
        (csv(["Kommune", "Funktion"], ["x" * 140_000, "SSP"]), "long_cell"),
        (b"hej;med;dig\r\n1;2;3", "no_header"),
        (csv(["Funktion", "Telefon"], ["SSP", "12345678"]), "no_municipality_column"),
        (csv(["Kommune", "Telefon"], ["Herning", "12345678"]), "no_function_column"),
        (csv(["Kommune", "Funktion"], ["", " "]), "no_rows"),
    ],
)
def test_a_file_that_is_no_sheet(content: bytes, code: str) -> None:
    with pytest.raises(SheetError) as error:
        read_table(content)
    assert error.value.code == code
    assert len(str(error.value)) < 160


def test_a_cell_at_the_very_end_does_not_fill_the_memory() -> None:
    def far(book: Workbook) -> None:
        book.active["XFD1048576"] = "x"

    with pytest.raises(SheetError, match=r"række 1\.048\.576"):
        read_table(xlsx(["Kommune", "Funktion"], ["Herning", "SSP"], arrange=far))


def test_a_conflict_with_what_an_own_row_has_already() -> None:
    take_in(csv(["Kommune", "Funktion", "Alder fra"], ["Herning", "kui", "16"]))
    assert told(["Herning", "kui", "", "", "", "15"]) == [
        "Række 2, kolonnen Alder til: Alder fra (16) er højere end Alder til (15). Byt dem om."
    ]
