"""The difference between a sheet and the directory: what would be new, changed or the same. Nothing is written here."""

import json
from dataclasses import asdict, dataclass, field
from hashlib import sha256

from directory.resources.freshness import contact_fingerprint
from directory.resources.models import Service, Verification
from directory.schools.models import School
from directory.sheets.cells import tidy
from directory.sheets.rows import Reading, Row
from directory.sheets.stored import CONFIRMATION, own_rows, places_of, shared_rows, values_of
from directory.sheets.vocabulary import Identity, Vocabulary, is_national
from directory.sheets.wording import NAMES, NONE, Problem, choice_name, in_order, message

NEW, CHANGED, SAME = "new", "changed", "same"
# What a school's own copy of a shared row begins without: numbers and addresses come along as drafts only.
CONTACT = ("phone", "email", "url")


@dataclass(frozen=True)
class Change:
    """One cell that would change."""

    column: str
    before: str
    after: str

    @property
    def heading(self) -> str:
        """Return the column's heading."""
        return NAMES[self.column]


@dataclass
class Planned:
    """What would happen to one offer."""

    number: int
    place: str
    key: str
    label: str
    place_name: str
    state: str
    changes: list[Change] = field(default_factory=list)
    # Who, when and how, when the row's contact would be confirmed; else empty.
    confirmation: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def identity(self) -> Identity:
        """What the row is about."""
        return self.place, self.key

    def after(self, column: str) -> str | None:
        """Return the new value of a column, None when it does not change."""
        return next((change.after for change in self.changes if change.column == column), None)


@dataclass
class Difference:
    """The whole difference, with everything that is wrong. It may be written only when nothing is."""

    rows: list[Planned] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def of(self, state: str) -> list[Planned]:
        """Return the rows of one state."""
        return [row for row in self.rows if row.state == state]

    @property
    def confirmed(self) -> int:
        """Return how many rows would be confirmed."""
        return sum(bool(row.confirmation) for row in self.rows)

    @property
    def changes_anything(self) -> bool:
        """Tell whether there is anything to write."""
        return any(row.state != SAME or bool(row.confirmation) for row in self.rows)

    def fingerprint(self) -> str:
        """Return what is equal for two differences only when they would write the same over the same."""
        rows = [asdict(row) for row in self.rows if row.state != SAME or row.confirmation]
        return sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


class Comparer:
    """Compares the rows of a sheet with one school's own rows and the shared ones behind them."""

    def __init__(self, school: School, vocabulary: Vocabulary, places: set[str]) -> None:
        """Read what the directory holds at these places."""
        self.vocabulary = vocabulary
        self.own: dict[Identity, Service] = {}
        for service in own_rows(school):
            for place in places_of(service):
                self.own.setdefault((place, service.key), service)
        organizations = {organization for (place, _), organization in vocabulary.targets.items() if place in places}
        self.shared: dict[Identity, Service] = {}
        for service in shared_rows(organizations):
            for place in places_of(service):
                self.shared.setdefault((place, service.key), service)
        self.problems: list[Problem] = []

    def compare(self, reading: Reading) -> Difference:
        """Return the difference."""
        self.problems = list(reading.problems)
        rows = [self._planned(row) for row in reading.rows]
        return Difference(rows, in_order(self.problems), reading.notes)

    def _planned(self, row: Row) -> Planned:
        own, shared = self.own.get(row.identity), self.shared.get(row.identity)
        label = self.vocabulary.labels.get(row.key) or (own.name if own else row.values.get("name", ""))
        place_name = self.vocabulary.place_names[row.place]
        planned = Planned(row.number, row.place, row.key, label, place_name, CHANGED if own else NEW)
        if own is None and not self._needs_own(row, shared, planned):
            planned.state = SAME
            return planned
        before = values_of(own, self.vocabulary) if own else self._start(shared)
        planned.changes = _changes(before, row.values)
        if own is None:
            self._check_new(row, shared, planned)
            if not row.values.get("status"):
                planned.changes.append(Change("status", "", choice_name("status", "active")))
        self._check_ages(row, before, planned)
        self._confirm(row, own, before, planned)
        if own and not planned.changes and not planned.confirmation:
            planned.state = SAME
        return planned

    def _needs_own(self, row: Row, shared: Service | None, planned: Planned) -> bool:
        """Tell whether the sheet says anything that the shared row does not; else the school needs no own row."""
        said = {column: value for column, value in row.values.items() if value}
        if shared is None:
            return True
        if not said:
            planned.notes.append(message("empty_row_skipped"))
            return False
        if not _changes(values_of(shared, self.vocabulary), said, whole=True):
            planned.notes.append(message("as_shared"))
            return False
        if is_national(self.vocabulary, row.identity):
            self.problems.append(Problem(row.number, "function", message("national_is_shared", value=planned.label)))
            return False
        return True

    def _start(self, shared: Service | None) -> dict[str, str]:
        """Return what a new own row begins with."""
        if shared is None:
            return dict.fromkeys(NAMES, "")
        without = dict.fromkeys((*CONTACT, *CONFIRMATION, "status"), "")
        return values_of(shared, self.vocabulary) | without | {"url": tidy(shared.url)}

    def _check_new(self, row: Row, shared: Service | None, planned: Planned) -> None:
        """An own row is a copy of the shared one, or an offer with texts of its own."""
        if shared is not None:
            planned.notes.append(message("made_own"))
            return
        planned.notes.append(message("new_offer"))
        for column in ("name", "can_contribute", "cannot_do"):
            if not row.values.get(column):
                self.problems.append(Problem(row.number, column, message("missing_for_new")))

    def _check_ages(self, row: Row, before: dict[str, str], planned: Planned) -> None:
        low, high = (
            before[column] if (after := planned.after(column)) is None else after for column in ("age_from", "age_to")
        )
        if low and high and int(low) > int(high):
            column = "age_to" if row.values.get("age_to") else "age_from"
            self.problems.append(Problem(row.number, column, message("ages_crossed", low=low, high=high)))

    def _confirm(self, row: Row, own: Service | None, before: dict[str, str], planned: Planned) -> None:
        """Decide whether the row confirms its contact, and say why not when it does not."""
        said = {column: row.values.get(column, "") for column in CONFIRMATION}
        if not said["confirmed_on"]:
            return
        has_contact = any(before[c] if (after := planned.after(c)) is None else after for c in CONTACT)
        if not has_contact and not (own and contact_fingerprint(own)):
            self.problems.append(Problem(row.number, "confirmed_on", message("nothing_to_confirm")))
            return
        touched = any(planned.after(column) is not None for column in CONTACT)
        refusal = refused(said, own, touched=touched) if own else ""
        if refusal is None:
            return
        if refusal:
            day = _latest(own) if refusal == "confirmation_older" else said["confirmed_on"]
            planned.notes.append(message(refusal, day=day))
            return
        planned.confirmation = said
        planned.changes += [Change(c, before[c], said[c]) for c in CONFIRMATION if said[c] != before[c]]


def refused(said: dict[str, str], own: Service, *, touched: bool) -> str | None:
    """Return why a confirmation in a sheet is not written: None when it stands already, "" when it is to be written.

    A sheet that was exported keeps the old date. When its number was changed since, the date is still the old number's.
    """
    known = list(own.verifications.all())
    current = contact_fingerprint(own)
    for one in known:
        same = tidy(one.assurer) == said["confirmed_by"] and f"{one.assured_date:%d-%m-%Y}" == said["confirmed_on"]
        if same and said["how"] in ("", choice_name("how", one.how)):
            still = one.confirmed_contact == current and not touched and one.result == Verification.CONFIRMED
            return None if still else "confirmation_of_former"
    latest = known[0] if known else None
    if latest is not None and _sortable(said["confirmed_on"]) < f"{latest.assured_date:%Y-%m-%d}":
        return "confirmation_older"
    return ""


def _latest(own: Service | None) -> str:
    """Return the day of the latest confirmation."""
    latest = next(iter(own.verifications.all()), None) if own else None
    return f"{latest.assured_date:%d-%m-%Y}" if latest else ""


def _sortable(day: str) -> str:
    return "-".join(reversed(day.split("-")))


def _changes(before: dict[str, str], said: dict[str, str], *, whole: bool = False) -> list[Change]:
    """Return the cells in which the sheet says something else; confirmations only when `whole`."""
    found = []
    for column, value in said.items():
        if not value or (column in CONFIRMATION and not whole):
            continue
        after = "" if value == NONE else value
        if after != before[column]:
            found.append(Change(column, before[column], after))
    return found
