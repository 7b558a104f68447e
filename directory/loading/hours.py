"""Opening hours of a service: `opening_hours` are the words, `hours` the same in days and times.

`hours` is "døgnåbent", or a list of {days: [mandag], opens_at: "09:00", closes_at: "15:00", holidays: ikke}. The action
server reads the same fields of the national services (actions/guidance/national.py).
"""

from datetime import time
from uuid import UUID

from directory.loading.entry import Entry
from directory.resources.models import DAYS, Holidays, Schedule, Service, record_id

ALWAYS = "døgnåbent"
CODES = {name: code for code, name in DAYS.items()}
HOLIDAYS = {"også": Holidays.OPEN, "ikke": Holidays.CLOSED, "kun": Holidays.ONLY}


def schedules(service: Service, entry: Entry) -> list[Schedule]:
    """Return the rows of a service's opening hours.

    Raises:
        KnowledgeError: a field is missing or wrong.
    """
    words = entry.optional_text("opening_hours")
    rows = [Schedule(id=record_id("schedule", str(service.id)), service=service, description=words)] if words else []
    if entry.raw("hours") == ALWAYS:
        midnight = time(0)
        always = {"byday": ",".join(DAYS), "opens_at": midnight, "closes_at": midnight, "holidays": Holidays.OPEN}
        return [*rows, Schedule(id=_id(service, 1), service=service, **always)]
    return [*rows, *(_row(service, line, number) for number, line in enumerate(entry.inner_list("hours"), 1))]


def _row(service: Service, entry: Entry, number: int) -> Schedule:
    days = entry.codes("days", CODES, "dagene fra mandag til søndag")
    row = Schedule(
        id=_id(service, number),
        service=service,
        byday=",".join(code for name, code in CODES.items() if name in days),
        opens_at=entry.clock("opens_at"),
        closes_at=entry.clock("closes_at"),
        holidays=HOLIDAYS[entry.choice("holidays", HOLIDAYS)] if entry.raw("holidays") else "",
    )
    entry.done()
    return row


def _id(service: Service, number: int) -> UUID:
    return record_id("schedule", str(service.id), str(number))
