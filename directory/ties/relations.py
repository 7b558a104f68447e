"""The relationskort of one school and half year: roles × places, and what stands out."""

from collections.abc import Iterable
from dataclasses import dataclass

from directory.resources.coverage import municipalities_of
from directory.resources.models import Municipality
from directory.schools.models import School
from directory.ties.counting import Counted, Place, Sides, counted
from directory.ties.periods import Half
from directory.ties.questions import Role, overlooked, roles
from directory.ties.saying import say
from directory.ties.strength import Change, Direction, Level, change, direction, level, one_sided, together

INSIDE = ""


@dataclass(frozen=True)
class Column:
    """A place: a municipality by its code, or the school itself (no code)."""

    code: str
    name: str


@dataclass(frozen=True)
class Cell:
    """A tie as it stands: one role in one place."""

    role: Role
    place: Column
    out: Level
    back: Level
    change: Change

    @property
    def level(self) -> Level:
        """Return the strength of the tie."""
        return together(self.out, self.back)

    @property
    def direction(self) -> Direction:
        """Return which way it points."""
        return direction(self.out, self.back)

    @property
    def needs_a_talk(self) -> bool:
        """Tell whether the tie is weak or one-sided: then a balkort is offered."""
        return self.level == Level.WEAK or one_sided(self.direction)

    @property
    def word(self) -> str:
        """Return the strength in a word or three."""
        return say(f"level_{self.level}")

    @property
    def details(self) -> list[str]:
        """Return direction and change in words, as far as they are known."""
        if self.level == Level.FEW:
            return []
        return [text for text in (say(f"direction_{self.direction}"), say(f"change_{self.change}")) if text]

    @property
    def fact(self) -> str:
        """Return the tie as one line: what the picture shows, in words."""
        words = ", ".join([self.word, *self.details])
        return say("fact", role=self.role.title, words=words)


@dataclass(frozen=True)
class Line:
    """One role with its cells; `is_overlooked` when it is one that schools forget, and nobody has a tie to it."""

    role: Role
    cells: list[Cell]
    is_overlooked: bool


@dataclass(frozen=True)
class Map:
    """The relationskort."""

    school: School
    half: Half
    columns: list[Column]
    lines: list[Line]
    inside: list[Cell]

    @property
    def cells(self) -> list[Cell]:
        """Return every cell."""
        return [cell for line in self.lines for cell in line.cells] + self.inside

    @property
    def known(self) -> int:
        """Return how many ties have answers enough to show."""
        return sum(cell.level.is_known for cell in self.cells)

    @property
    def overlooked(self) -> list[Line]:
        """Return the lines that stand out."""
        return [line for line in self.lines if line.is_overlooked]

    @property
    def to_talk_about(self) -> list[Cell]:
        """Return the ties that are weak or one-sided, the weakest first."""
        return sorted(
            (cell for cell in self.cells if cell.needs_a_talk), key=lambda cell: list(Level).index(cell.level)
        )

    def column(self, code: str) -> list[Cell]:
        """Return the cells of one place."""
        return [cell for cell in self.cells if cell.place.code == code]

    def cell(self, code: str, role: str) -> Cell | None:
        """Return one cell."""
        return next((cell for cell in self.cells if (cell.place.code, cell.role.id) == (code, role)), None)


def relations(school: School, half: Half) -> Map:
    """Return the map of a school and half year."""
    return made(school, half, *counted(school, half))


def made(school: School, half: Half, now: Counted, before: Counted) -> Map:
    """Return the map of what was counted in the half year and in the one before.

    Every role that can have a tie is there, in every place, so that what is missing is seen too.
    """
    sides, old = now.sides(), before.sides()
    columns = places(school, [*sides, *old])
    own = Column(INSIDE, say("at_school"))

    def cell(role: Role, place: Column) -> Cell:
        at = (place.code, role.id)
        found, was = sides.get(at, Sides()), old.get(at, Sides())
        out, back = level(found.out), level(found.back)
        return Cell(role, place, out, back, _change(found, was))

    lines = []
    for role in roles().values():
        if not role.is_inside:
            cells = [cell(role, place) for place in columns]
            forgotten = role.id in overlooked() and all(one.level == Level.NONE for one in cells)
            lines.append(Line(role, cells, forgotten))
    # Who is forgotten stands first; the others as in roles.yml.
    lines.sort(key=lambda line: not line.is_overlooked)
    return Map(school, half, columns, lines, [cell(role, own) for role in roles().values() if role.is_inside])


def _change(now: Sides, before: Sides) -> Change:
    """Return the change of what the school says; of what is said back when the school's own is not known both times."""
    if level(now.out).is_known and level(before.out).is_known:
        return change(now.out, before.out)
    if level(now.back).is_known and level(before.back).is_known:
        return change(now.back, before.back)
    was = level(before.out).is_known or level(before.back).is_known
    known = level(now.out).is_known or level(now.back).is_known
    if was == known:
        return Change.NONE
    return Change.NEW if known else Change.GONE


def places(school: School, answered: Iterable[Place]) -> list[Column]:
    """Return the municipalities of the school's pupils, and those that there are answers about."""
    chosen = municipalities_of(school)
    codes = {code for code, _ in answered if code} - {one.code for one in chosen}
    others = Municipality.objects.filter(code__in=codes).order_by("name") if codes else ()
    return [Column(one.code, one.name) for one in [*chosen, *others]]
