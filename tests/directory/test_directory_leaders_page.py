"""The leader's page: counts of quarters that are over, small ones hidden so that nobody can work them out."""

import io
import itertools
import random
from datetime import date

import pytest
from django.utils.timezone import localdate
from openpyxl import load_workbook
from people import schools, signed_in

from directory.handovers.figures import Quarter, quarters, tables
from directory.handovers.hiding import FEWEST, hide
from directory.handovers.models import HandoverCount


def filled(**steps: int) -> Quarter:
    quarter, mine = quarters(localdate())[0], schools()[0]
    for (topic, code), number in {("ensomhed", "0756"): 12, ("rusmidler", "0657"): 7, ("sorg", "0756"): 2}.items():
        place = {"topic": topic, "municipality": code, "month": quarter.months[0]}
        HandoverCount.objects.create(school=mine, step="sent", number=number, **place)
    for step, number in steps.items():
        place = {"topic": "ensomhed", "municipality": "0756", "month": quarter.months[0]}
        HandoverCount.objects.create(school=mine, step=step, number=number, **place)
    return quarter


@pytest.mark.parametrize(
    ("counts", "shown", "total"),
    [
        ({"a": 12, "b": 7, "c": 2}, {"a": 12, "b": None, "c": None}, 21),
        ({"a": 12, "b": 4, "c": 3}, {"a": 12, "b": None, "c": None}, 19),
        ({"a": 2, "b": 2, "c": 9}, {"a": None, "b": None, "c": None}, 13),
        ({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 6}, dict.fromkeys("abcdef"), 11),
        ({"a": 3}, {"a": None}, None),
        ({"a": 3, "b": 0}, {"a": None, "b": 0}, None),
        ({"a": 5, "b": 0}, {"a": 5, "b": 0}, 5),
        ({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}, dict.fromkeys("abcde"), None),
        ({}, {}, 0),
    ],
)
def test_a_small_count_is_hidden_with_what_would_tell_it(
    counts: dict[str, int], shown: dict[str, int | None], total: int | None
) -> None:
    found = hide(counts)
    assert (found.cells, found.total) == (shown, total)


def test_no_hidden_count_can_be_worked_out_from_the_rest() -> None:
    """By trying: every hidden one could be at least two numbers, with all that is shown unchanged."""
    draw = random.Random(8)
    for _ in range(300):
        counts = {code: draw.choice([0, 1, 2, 3, 4, 5, 6, 9]) for code in "abcd"[: draw.randint(1, 4)]}
        found = hide(counts)
        assert all(number is None or number == 0 or number >= FEWEST for number in found.cells.values())
        hidden = [code for code, number in found.cells.items() if number is None]
        if not hidden or found.total is None:
            continue
        left = found.total - sum(number for number in found.cells.values() if number is not None)
        fits = [given for given in itertools.product(range(1, left + 1), repeat=len(hidden)) if sum(given) == left]
        assert all(len({given[at] for given in fits}) > 1 for at in range(len(hidden))), counts


def test_only_quarters_that_are_over_are_shown() -> None:
    assert [str(one) for one in quarters(date(2026, 11, 22))[:3]] == [
        "3. kvartal 2026",
        "2. kvartal 2026",
        "1. kvartal 2026",
    ]
    assert str(quarters(date(2027, 1, 1))[0]) == "4. kvartal 2026"
    assert Quarter(2026, 3).months == [date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1)]
    now = localdate()
    leader = signed_in("approver", schools()[0])
    for asked in (f"{now.year}-{(now.month + 2) // 3}", "x", "1990-1"):
        assert leader.get("/ledelse/", {"kvartal": asked}).status_code == 404


def test_the_leader_sees_counts_and_nobody_else_does() -> None:
    quarter = filled(contact_1=9, contact_later=5, end_help_found=11, expired=1)
    mine, other = schools()
    page = signed_in("approver", mine).get("/ledelse/", {"kvartal": quarter.code}).content.decode()
    for name, number in (("Ensomhed", "12"), ("Hash, stoffer eller alkohol", "Skjult"), ("Sorg og tab", "Skjult")):
        assert f'{name}</th><td class="n">{number}</td>' in page, name
    for role in ("reader", "editor"):
        assert signed_in(role, mine).get("/ledelse/").status_code == 403
    assert signed_in("administrator").get("/ledelse/").status_code == 403
    elsewhere = signed_in("approver", other)
    assert elsewhere.get("/ledelse/", {"skole": mine.slug}).status_code == 403
    assert ">12<" not in elsewhere.get("/ledelse/").content.decode()


def test_the_tables_add_up_and_hide_the_same_in_the_sheet() -> None:
    quarter = filled(contact_1=9, contact_later=5, end_help_found=11, expired=1)
    found = {table.code: table for table in tables(schools()[0], quarter)}
    assert found["months"].shown.total == found["topics"].shown.total == found["municipalities"].shown.total == 21
    assert dict(found["topics"].lines) == {"Ensomhed": 12, "Hash, stoffer eller alkohol": None, "Sorg og tab": None}
    assert dict(found["contacts"].lines)["Højst 1 dag"] == 9
    assert {number for _, number in found["endings"].lines} == {None}
    answer = signed_in("approver", schools()[0]).get("/ledelse/", {"kvartal": quarter.code, "ark": "1"})
    rows = [row[:2] for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)]
    assert (
        ("Ensomhed", 12) in rows
        and ("Hash, stoffer eller alkohol", "Skjult") in rows
        and ("Sorg og tab", "Skjult") in rows
    )
    assert "spreadsheetml" in answer.headers["Content-Type"]
