"""The words of the cards, read from `bot/responses/channels/teams.yml`."""

import re
from datetime import date
from typing import Any

from bot.texts import response

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")


def word(name: str, **values: object) -> str:
    """Return one of the cards' words, with `{key}` replaced by each given value."""
    words = str(_words("utter_teams_words")[name])
    for key, value in values.items():
        words = words.replace("{" + key + "}", str(value))
    return words


def label(response_name: str, name: str) -> str:
    """Return a button's or a field's words, which stand with the text that they belong to."""
    return str(_words(response_name)[name])


def state(name: str) -> str | None:
    """Return what a contact's state is called; None for one that has no name."""
    known: str | None = _words("utter_teams_words")["states"].get(name)
    return known


def answers() -> dict[str, str]:
    """Return the answers to the question of a follow-up: code and title."""
    return dict(_words("utter_teams_question")["answers"])


def is_said(response_name: str, typed: str) -> bool:
    """Tell whether a message is nothing but the words that lead to a response."""
    return bare(typed) in _words(response_name)["words"]


def bare(typed: str) -> str:
    """Return a message in lower case, without signs around it."""
    return _EDGES.sub("", " ".join(typed.split())).casefold()


def danish(given: str) -> str:
    """Return a date such as 2026-11-21 in words; what is no date stays as it is."""
    if not _DATE.fullmatch(given):
        return given
    year, month, day = given.split("-")
    return (
        f"{int(day)}. {_words('utter_teams_words')['months'][int(month) - 1]} {year}"
        if 1 <= int(month) <= 12
        else given
    )


def weekday(day: date) -> str:
    """Return a day with its weekday."""
    return f"{_words('utter_teams_words')['weekdays'][day.weekday()]} {danish(day.isoformat())}"


def _words(response_name: str) -> dict[str, Any]:
    found: dict[str, Any] = response(response_name)["metadata"]
    return found
