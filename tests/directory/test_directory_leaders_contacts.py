"""The leader's page: how often contacts were reached, and how contacts and plan stand. Small groups are hidden."""

import io
import itertools
import random
from collections import Counter
from datetime import date

import pytest
from django.utils.timezone import localdate
from openpyxl import load_workbook
from people import schools, signed_in
from readability import lix
from tied import COUNSELLOR, DRUGS, SOCIAL, TEACHER, rate

from directory.handovers.figures import Quarter, quarters
from directory.handovers.health import contacts, plan_health
from directory.handovers.hiding import FEWEST
from directory.handovers.reaching import Reached, half_before_the_end_of, may_show, reached
from directory.handovers.saying import say
from directory.resources.models import Municipality
from directory.ties.periods import half_of

SPRING = half_of(date(2026, 3, 1))
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def told(found: Reached) -> tuple[dict[str, str], dict[str, str], str]:
    return (
        {one.name: one.words for one in found.months},
        {one.name: one.words for one in found.places},
        found.total.words,
    )


@pytest.mark.parametrize(
    ("quarter", "code"),
    [((2026, 3), "2026-1"), ((2026, 2), "2026-1"), ((2026, 4), "2026-2"), ((2026, 1), "2025-2")],
)
def test_only_a_half_year_that_is_over_is_shown(quarter: tuple[int, int], code: str) -> None:
    assert half_before_the_end_of(Quarter(*quarter)).code == code


def test_the_share_is_by_month_and_municipality() -> None:
    mine, other = schools()
    rate(mine, "0756", (COUNSELLOR, SOCIAL), 6, month=MARCH)
    rate(mine, "0756", (COUNSELLOR, SOCIAL), 2, reached=False, month=APRIL)
    rate(mine, "0756", (TEACHER, SOCIAL), 5, reached=False, month=APRIL)
    rate(mine, "0657", (TEACHER, DRUGS), 5, month=MARCH)
    # None of these is a contact that the school tried outside: another school, in the school, what the others say.
    rate(other, "0756", (COUNSELLOR, SOCIAL), 9, month=MARCH)
    rate(mine, "", (TEACHER, COUNSELLOR), 9, month=MARCH)
    rate(mine, "0756", (SOCIAL, COUNSELLOR), 9, month=MARCH)
    months, places, total = told(reached(mine, SPRING))
    assert (months["Marts 2026"], months["April 2026"], months["Maj 2026"]) == ("11 af 11 (100 %)", "0 af 7 (0 %)", "0")
    assert places == {"Herning": "5 af 5 (100 %)", "Ikast-Brande": "6 af 13 (46 %)"}
    assert total == "11 af 18 (61 %)"


@pytest.mark.parametrize(
    ("answers", "rest", "shown"),
    [
        # Every tie is shown on the map, so the sums tell nothing new.
        ({"a": 8, "b": 6}, {"a": 0, "b": 0}, {"a", "b"}),
        # Two answers of a's are shown nowhere: a's sum less the map would tell them, and so would the total.
        ({"a": 8, "b": 6}, {"a": 2, "b": 0}, None),
        # With b's five left over as well, b is hidden with a.
        ({"a": 8, "b": 6, "c": 9}, {"a": 2, "b": 5, "c": 0}, {"c"}),
        ({"a": 4, "b": 9, "c": 12}, {"a": 4, "b": 9, "c": 12}, {"c"}),
        ({"a": 4, "b": 3, "c": 12}, {"a": 4, "b": 3, "c": 12}, {"c"}),
        ({"a": 3}, {"a": 3}, None),
        ({}, {}, set()),
    ],
)
def test_what_would_tell_of_a_few_is_hidden(
    answers: dict[str, int], rest: dict[str, int], shown: set[str] | None
) -> None:
    assert may_show(answers, rest) == shown


def test_no_sum_less_the_map_and_the_other_sums_is_a_small_group() -> None:
    """By trying: every sum that is shown, less any of the shown sums and of the map's ties, is nobody or five."""
    draw = random.Random(8)
    for _ in range(400):
        ties = {(place, role): draw.choice([0, 1, 2, 3, 4, 5, 7]) for place in "abc" for role in "xy"}
        answers, rest = Counter[str](), Counter[str]()
        for (place, _role), number in ties.items():
            answers[place] += number
            rest[place] += number if number < FEWEST else 0
        shown = may_show(answers, rest)
        if shown is None:
            continue
        for place in shown:
            assert rest[place] == 0 or rest[place] >= FEWEST, ties
        for size in range(len(shown) + 1):
            for some in itertools.combinations(sorted(shown), size):
                left = sum(rest[place] for place in answers if place not in some)
                assert left == 0 or left >= FEWEST, (ties, some)
        alone = [place for place in answers if place not in shown and rest[place]]
        assert len(alone) != 1, ties


def test_a_small_group_is_on_neither_the_page_nor_the_sheet() -> None:
    mine = schools()[0]
    quarter = next(one for one in quarters(localdate()) if half_before_the_end_of(one).end == _end(one))
    month = half_before_the_end_of(quarter).first
    rate(mine, "0756", (COUNSELLOR, SOCIAL), 5, month=month)
    rate(mine, "0756", (COUNSELLOR, DRUGS), 3, reached=False, month=month)
    leader = signed_in("approver", mine)
    page = leader.get("/ledelse/", {"kvartal": quarter.code}).content.decode()
    part = page[page.index("Nåede de frem?") : page.index("Se relationskortet")]
    assert 'Ikast-Brande</th><td class="n">Skjult' in part and "5 af" not in part and "af 8" not in part
    answer = leader.get("/ledelse/", {"kvartal": quarter.code, "ark": "1"})
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    found = [row[:3] for row in rows if row[0] == "Ikast-Brande"]
    assert ("Ikast-Brande", "Skjult", "Skjult") in found and not [row for row in found if 8 in row]


def _end(quarter: Quarter) -> date:
    last = quarter.months[-1]
    return date(last.year + last.month // 12, last.month % 12 + 1, 1)


def test_contacts_and_plan_stand_on_the_page_by_municipality_and_role() -> None:
    mine, today = schools()[0], localdate()
    mine.pupil_municipalities.set(Municipality.objects.filter(code__in=("0756", "0657")))
    found = contacts(mine, today)
    assert [line.name for line in found.places] == ["Herning", "Ikast-Brande"]
    assert sum(line.wanted for line in found.places) == sum(line.wanted for line in found.roles) == found.total.wanted
    assert found.total.confirmed == 0 and found.total.wanted > 2
    plan = plan_health(mine, today)
    assert plan.approved is not None and plan.errors == 0
    later = plan.approved.approved.replace(year=plan.approved.approved.year + 2)
    assert plan_health(mine, later).is_old and not plan.is_old
    page = signed_in("approver", mine).get("/ledelse/").content.decode()
    assert "0 af " in page[page.index("Kontakter i dag") :] and f"Version {plan.approved.version} er godkendt" in page


def test_the_new_words_are_plain() -> None:
    for code in ("table_reached_months", "table_contacts_places", "plan_errors", "plan_warnings"):
        assert lix(say(code, half="forår 2026")) <= 45, code
