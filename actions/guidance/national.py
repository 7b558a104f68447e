"""The national and regional services of `services/national.yml`, in the shape in which the directory gives them."""

from __future__ import annotations

from pathlib import Path

from actions.guidance.fields import Fields, KnowledgeError, read_entries
from actions.guidance.knowledge import Json
from actions.guidance.open_now import DAYS

# 112 and 114 are fixed by law and known to everybody; every other number waits for a person to confirm it.
EMERGENCY = frozenset({"112", "114"})
# The days of `hours`, and the rows that "round the clock" stands for: at midnight the next day begins.
DAY_NAMES = dict(zip(("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"), DAYS, strict=True))
ALWAYS = "døgnåbent"
HOLIDAYS = {"også": "open", "ikke": "closed", "kun": "only"}


def load_national(path: Path) -> dict[str, Json]:
    """Return the services by their id, so that they can be shown when the directory is away.

    A number is kept only when `bot_use` is `vis`. Only 112 and 114 count as confirmed.

    Raises:
        KnowledgeError: the file is wrong.
    """
    return {fields.entry: _service(fields) for fields in read_entries(path, "services")}


def _service(fields: Fields) -> Json:
    shown = fields.choice("bot_use", ("vis", "vis_uden_nummer")) == "vis"
    number = str(fields.values.get("phone") or "") if shown else ""
    source, area = fields.inner("source"), fields.inner("area").values
    return {
        "id": fields.entry,
        "name": fields.text("name"),
        "role": fields.values.get("role"),
        "url": fields.values.get("url"),
        "minimum_age": fields.number("minimum_age"),
        "maximum_age": fields.number("maximum_age"),
        "region": area.get("region"),
        "municipality": area.get("municipality"),
        "phones": [{"number": number, "type": "voice"}] if number else [],
        "phone_until": str(fields.values.get("phone_until") or "") or None,
        "schedules": _schedules(fields),
        "can_contribute": fields.text("can_contribute"),
        "cannot_do": fields.text("cannot_do", default=""),
        "contact_state": "confirmed" if number in EMERGENCY else "unconfirmed",
        "source": {
            "name": source.text("name"),
            "url": source.values.get("url"),
            "date": str(source.values.get("date")),
        },
        "assured_date": None,
        "assurer": None,
    }


def _schedules(fields: Fields) -> list[Json]:
    """Return opening hours in words (`opening_hours`), and in days and times (`hours`)."""
    words = fields.values.get("opening_hours")
    told = fields.values.get("hours") or []
    if told == ALWAYS:
        told = [{"days": list(DAY_NAMES), "opens_at": "00:00", "closes_at": "00:00", "holidays": "også"}]
    if not isinstance(told, list):
        raise KnowledgeError(f"{fields.at('hours')}: skal være {ALWAYS}, eller en liste af dage og tider")
    rows = [_row(Fields(fields.file, f"{fields.entry}: hours {number}", row)) for number, row in enumerate(told, 1)]
    return [*([{"description": str(words)}] if words else []), *rows]


def _row(fields: Fields) -> Json:
    days = fields.codes("days", DAY_NAMES)
    holidays = fields.choice("holidays", HOLIDAYS, default="")
    return {
        "byday": ",".join(code for name, code in DAY_NAMES.items() if name in days),
        "opens_at": fields.text("opens_at"),
        "closes_at": fields.text("closes_at"),
        **({"holidays": HOLIDAYS[holidays]} if holidays else {}),
    }
