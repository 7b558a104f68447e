"""Age: what is said about the pupil, never a guess, never someone else's."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.nlu.age import Age, find_age

HERE = Path(__file__).parent
TABLE: dict[str, dict[str, str]] = yaml.safe_load((HERE / "age.yml").read_text(encoding="utf-8"))
# Sets of lines, each written before the rules were looked at for it; the later ones tell the group only.
LINES = [
    line
    for path in sorted(HERE.glob("age_lines*.yml"))
    for line in yaml.safe_load(path.read_text(encoding="utf-8"))["messages"].items()
]
TODAY = date(2026, 11, 21)


def written(age: Age) -> str:
    return f"{age.group} {age.age or '-'}"


@pytest.mark.parametrize(("text", "expected"), TABLE["messages"].items())
def test_age_of_a_message(text: str, expected: str) -> None:
    assert written(find_age(text, today=TODAY)) == expected


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_age_of_a_line(text: str, expected: str) -> None:
    age = find_age(text, today=TODAY)
    assert expected in (age.group, written(age))


@pytest.mark.parametrize(("text", "expected"), TABLE["answers"].items())
def test_age_of_an_answer(text: str, expected: str) -> None:
    assert written(find_age(text, answering=True, today=TODAY)) == expected


@pytest.mark.parametrize("age", range(14, 61))
def test_eighteen_counts_as_over(age: int) -> None:
    assert find_age(f"eleven er {age} år") == Age("over18" if age >= 18 else "under18", age)


def test_a_year_of_birth_is_counted_from_the_given_day() -> None:
    assert find_age("årgang 2008", today=date(2025, 6, 1)).group == "under18"
    assert find_age("årgang 2008", today=date(2027, 6, 1)).group == "over18"


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("født i december 2008", "under18"),
        ("født i oktober 2008", "over18"),
        ("hun er født 21.11.2008", "over18"),
        ("hun er født 22.11.2008", "under18"),
        ("født i november 2008", "unknown"),
        ("født i 2008", "unknown"),
    ],
)
def test_a_date_of_birth_tells_the_group(text: str, group: str) -> None:
    assert find_age(text, today=TODAY).group == group
