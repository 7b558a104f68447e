"""Who may stand as the one who confirmed a contact: a function, never a private person."""

import re
from functools import cache
from typing import Any

import yaml
from django.conf import settings

from directory.loading.files import LOADER

WORDS = "function_words.yml"
NAMES = "names.yml"
WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*")
# An e-mail, a web address, or enough digits for a telephone number or a CPR number.
ADDRESS = re.compile(r"@|://|(?:\d[ .-]?){4}")


def names_a_function(text: str) -> bool:
    """Tell whether the text names a function ("studievejleder", "SSP i Ikast") and no person.

    It must hold a word for a function (`knowledge/function_words.yml`), and no address, number or known name
    (`knowledge/names.yml`). A name that is on no list slips through when it stands after a function.
    """
    words = WORD.findall(text)
    if ADDRESS.search(text) or not any(_is_function(word) for word in words):
        return False
    return not any(_is_name(word) for word in words if not _is_function(word))


def _is_function(word: str) -> bool:
    found = _read(WORDS)
    small = word.lower()
    return not set(small.split("-")).isdisjoint(found["whole"]) or any(part in small for part in found["parts"])


def _is_name(word: str) -> bool:
    """Tell whether a word is a name; names that are also ordinary words count with a capital letter only."""
    always, capital = _names()
    return word.lower() in always or (word[:1].isupper() and word.lower() in capital)


@cache
def _names() -> tuple[frozenset[str], frozenset[str]]:
    """Return the first names that always count, and those names that count with a capital letter; in small letters."""
    lists = _read(NAMES)
    first = {name.lower() for names in lists["first_names"].values() for name in names}
    capital = {name.lower() for name in (*lists["capital_only"], *lists["surnames"])}
    return frozenset(first), frozenset(capital)


@cache
def _read(name: str) -> dict[str, Any]:
    with (settings.KNOWLEDGE / name).open(encoding="utf-8") as file:
        found: dict[str, Any] = yaml.load(file, Loader=LOADER)  # noqa: S506  (it is the safe loader)
    return found
