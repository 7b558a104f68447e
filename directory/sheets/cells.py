"""One cell at a time: from what people write to the one form that is compared, stored and exported.

The one form is a text. "" says nothing (leave alone); `NONE` empties.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from directory.resources.plain_text import hides_contact
from directory.sheets.grid import Raw, Unusable
from directory.sheets.wording import NONE, CellError, choice_name, choices, folded

# Begins a formula in a spreadsheet, also in its wide form; such a cell is written with an apostrophe before it.
FORMULA = re.compile(rf"'*(?:[=+\-@＝＋－＠\t\r]|{NONE}$)", re.IGNORECASE)
# fmt: off
MONTHS = ("januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september", "oktober",
          "november", "december")
# fmt: on
EXCEL_EPOCH = date(1899, 12, 30)
# Excel counts days from 1900; these are the years 2000 to 2099, in which a plain number can only be such a day.
EXCEL_DAYS = range(36526, 73051)
OLDEST = 120
# The emergency numbers, the regions' medical lines and Europe's helplines (116 111) are shorter.
SHORT_NUMBER = re.compile(r"11[24]|18\d\d|116\d{3}")
DASHES = re.compile(r"[-–—−]+")


def escaped(text: str) -> str:
    """Return the text as it may stand in a sheet: never read as a formula, nor as the word that empties."""
    return f"'{text}" if FORMULA.match(text) else text


def tidy(text: str) -> str:
    """Return the text without what cannot be seen: odd spaces, control and direction marks, trailing blanks."""
    if text.isprintable() and "  " not in text and unicodedata.is_normalized("NFC", text):
        # Most cells, and a hundred times as fast.
        return text.strip()
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    seen = (" " if unicodedata.category(one) == "Zs" or one == "\t" else one for one in text)
    kept = "".join(one for one in seen if one == "\n" or unicodedata.category(one)[0] != "C")
    lines = (re.sub(" +", " ", line).strip() for line in kept.split("\n"))
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()


def plain(raw: Raw) -> str:
    """Return a raw cell as tidy text, whole numbers without decimals and days in Danish."""
    if raw is None:
        return ""
    if isinstance(raw, Unusable):
        return raw.value or "?"
    if isinstance(raw, datetime):
        return f"{raw:%d-%m-%Y}"
    if isinstance(raw, date):
        return f"{raw:%d-%m-%Y}"
    if isinstance(raw, time):
        return f"{raw:%H:%M}"
    if isinstance(raw, float) and raw.is_integer() and abs(raw) < 1e15:
        return str(int(raw))
    return tidy(str(raw))


def written(raw: Raw) -> str:
    """Return what a person wrote in the cell: "" also for a lone dash, and without the apostrophe of `escaped`.

    Raises:
        CellError: a formula without a value, or one of the spreadsheet's own errors.
    """
    if isinstance(raw, Unusable):
        raise CellError(raw.code, value=raw.value)
    text = plain(raw)
    if re.fullmatch(
        r"#(REF!|N/A|I/T|NAVN\?|NAME\?|VALUE!|VÆRDI!|DIV/0!|DIVISION/0!|NULL!|NUL!|NUM!|TAL!|#+)|#{3,}", text
    ):
        raise CellError("sheet_error", value=text)
    if DASHES.fullmatch(text):
        return ""
    return text


def unescaped(text: str) -> str:
    """Undo `escaped`."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def empties(text: str) -> bool:
    """Tell whether the cell holds the word that empties."""
    return text.casefold() == NONE


def words(text: str, limit: int) -> str:
    """Return a text.

    Raises:
        CellError: it is longer than there is room for.
    """
    text = unescaped(text)
    if len(text) > limit:
        raise CellError("too_long", length=len(text), limit=limit)
    return text


def free_text(text: str, limit: int) -> str:
    """Return a text in which there is no number and no mail address: nobody would confirm it there.

    Raises:
        CellError: it is too long, or holds one.
    """
    if hides_contact(text):
        raise CellError("number_in_text")
    return words(text, limit)


def numbers(text: str) -> str:
    """Return telephone numbers as `12 34 56 78; sms 20 20 20 20`, each once.

    Raises:
        CellError: one of them is no Danish number.
    """
    parts = re.split(r"[;,/\n]|\b(?:og|eller)\b", _decimals(unescaped(text)))
    found = [number(part) for part in parts if part.strip()]
    return "; ".join(dict.fromkeys(found))


def _decimals(text: str) -> str:
    """Return the text with a number that a spreadsheet made of digits (`12345678,0`, `1,2345678E+07`) written out.

    Raises:
        CellError: the spreadsheet has left digits out (`1,23E+07`).
    """
    if whole := re.fullmatch(r"(\d{3,})[.,]0+", text):
        return whole[1]
    if power := re.fullmatch(r"(\d)(?:[.,](\d+))?[eE]\+?0*(\d{1,2})", text):
        digits, places = power[1] + (power[2] or ""), int(power[3])
        if len(digits) < places + 1:
            raise CellError("short_phone", value=text)
        return digits[: places + 1] if not digits[places + 1 :].strip("0") else text
    return text


def number(text: str) -> str:
    """Return one telephone number, in pairs of digits.

    Raises:
        CellError: it is no Danish number.
    """
    shown = text.strip()
    told = re.fullmatch(r"(sms)?\s*(?:tlf|telefon|mobil|tel|nr|nummer)?[.:]*\s*(.+)", shown, re.IGNORECASE)
    if told is None:
        raise CellError("bad_phone", value=shown)
    digits = re.sub(r"[\s.\-–()]", "", told[2].lstrip(": "))
    digits = re.sub(r"^(?:\+|00)45(?=\d{8}$)", "", digits)
    if not digits.isascii() or not (re.fullmatch(r"[1-9]\d{7}", digits) or SHORT_NUMBER.fullmatch(digits)):
        raise CellError("bad_phone", value=shown)
    size = 3 if len(digits) == 6 else 2 if len(digits) == 8 else 4
    pairs = " ".join(digits[at : at + size] for at in range(0, len(digits), size))
    return f"sms {pairs}" if told[1] else pairs


def email(text: str) -> str:
    """Return an e-mail address, also from `mailto:` and `<…>`.

    Raises:
        CellError: it is none.
    """
    text = unescaped(text)
    found = re.fullmatch(r"[^<>]*<([^<>]+)>", text)
    address = (found[1] if found else text).strip()
    address = re.sub(r"^mailto:", "", address, flags=re.IGNORECASE).rstrip(".;,")
    try:
        validate_email(address)
    except ValidationError:
        raise CellError("bad_email", value=text) from None
    return words(address, 254)


def page(text: str) -> str:
    """Return a web address, with https:// before one that lacks it.

    Raises:
        CellError: it is none.
    """
    text = unescaped(text)
    address = text if re.match(r"(?i)https?://", text) else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise CellError("bad_url", value=text) from None
    return words(address, 400)


def age(text: str) -> str:
    """Return an age in whole years.

    Raises:
        CellError: it is none.
    """
    if re.fullmatch(r"\d+\s*[-–]\s*\d+(\s*år)?", text):
        raise CellError("age_range", value=text)
    found = re.fullmatch(r"(\d{1,3})(?:[.,]0+)?(?:\s*år)?\+?", text)
    if not found or not found[1].isascii() or int(found[1]) > OLDEST:
        raise CellError("bad_age", value=text)
    return str(int(found[1]))


def choice(field: str) -> Callable[[str], str]:
    """Return the reader of `status` or `how`: it gives the name of the choice, or raises CellError."""

    def read(text: str) -> str:
        code = choices(field).get(folded(unescaped(text)))
        if code is None:
            raise CellError(f"bad_{field}", value=text)
        return choice_name(field, code)

    return read


def day(text: str, today: date) -> str:
    """Return a day as `03-03-2026`, from the many ways in which Danes write one.

    Raises:
        CellError: it is no day, in the future, or more than ten years ago.
    """
    found = _day(text)
    if found is None:
        raise CellError("bad_date", value=text)
    if found > today:
        raise CellError("future_date", value=text)
    if found.year < today.year - 10:
        raise CellError("old_date", value=text)
    return f"{found:%d-%m-%Y}"


def _day(text: str) -> date | None:
    """Return the day that a text means, None when it means none."""
    text = re.sub(r"[ T]\d{1,2}[:.]\d\d([:.]\d\d)?$", "", text.strip())
    if serial := re.fullmatch(r"(\d{5})(?:[.,]\d+)?", text):
        return EXCEL_EPOCH + timedelta(days=int(serial[1])) if int(serial[1]) in EXCEL_DAYS else None
    if iso := re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text):
        return _real(int(iso[1]), int(iso[2]), int(iso[3]))
    if danish := re.fullmatch(r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/. ]\s?(\d{4}|\d\d)", text):
        return _real(int(danish[3]), int(danish[2]), int(danish[1]))
    if spoken := re.fullmatch(r"(?:d(?:en)?\.? )?(\d{1,2})\.? ?([a-zæøå]{3,9})\.?,? ?(\d{4}|\d\d)", text.lower()):
        month = next((at for at, name in enumerate(MONTHS, 1) if name.startswith(spoken[2])), 0)
        return _real(int(spoken[3]), month, int(spoken[1]))
    return None


def _real(year: int, month: int, number: int) -> date | None:
    """Return the day if the calendar has it; two digits of a year are of this century."""
    try:
        return date(year + 2000 if year < 100 else year, month, number)
    except ValueError:
        return None
