"""The lists of names and words around names (`knowledge/names.yml`), ready for look-up."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from typing import Any

from bot.danish import is_known
from bot.redaction.tokens import fold
from bot.redaction.vocabulary import Vocabulary
from bot.text import KNOWLEDGE, KnowledgeError, load_yaml
from bot.word_files import load_words

_FIELDS = (
    *("first_names", "capital_only", "with_cue", "surnames", "surnames_after_name", "not_surnames", "particles"),
    *("not_after", "cues", "not_names", "keep_phrases", "small_is_word", "company_after", "company_before"),
    "thing_before",
)
_ASCII = (str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"}), str.maketrans({"æ": "ae", "ø": "o", "å": "a"}))
# Names that are only written with æ, ø and å are also written without, from this length on.
_SHORTEST_ASCII = 5
_WORD = re.compile(r"[^\W\d_]+")
_NAME = r"[A-ZÆØÅ][^\W\d_]{1,20}"
_INSIDE = re.compile(r"[-'’´]")


class NameLists:
    """Sets of lower-case words; a first name stands in `sure`, or in `words` when it is also a word."""

    def __init__(self) -> None:
        data: dict[str, Any] = load_words("names.yml", *_FIELDS)
        people: dict[str, Any] = load_words("people.yml", "rel", "pupil", "writer")
        cues: dict[str, Any] = data["cues"]
        self.sure = _with_ascii(name for group in data["first_names"].values() for name in group)
        self.capital = _lower(data["capital_only"])
        self.words = self.capital | _lower(data["with_cue"])
        self.surnames = _with_ascii(data["surnames"])
        self.after_name = _lower(data["surnames_after_name"])
        self.not_surnames = _lower(data["not_surnames"])
        self.particles = _lower(data["particles"])
        self.small_is_word = _lower(data["small_is_word"])
        self.not_after = _lower(data["not_after"])
        self.thing_before = _lower(data["thing_before"])
        self.person_before = _lower(cues["person_before"])
        self.vocabulary = Vocabulary()
        self.strong, self.before, self.said = (_lower(cues[name]) for name in ("strong", "before", "said"))
        self.calls = _lower(cues["calls"])
        self.does, self.kin, self.came = (_lower(cues[name]) for name in ("does", "kin", "came"))
        self.phrases = {tuple(phrase.split()) for phrase in cues["phrases"]}
        self.fillers, self.pupil_nouns = _lower(cues["fillers"]), _lower(cues["pupil_nouns"])
        self.people = _lower([*people["pupil"], *people["rel"], *people["writer"], *cues["name_nouns"]])
        self._not_names = frozenset(map(str.lower, data["not_names"])) | _places() | _services()
        phrases = {form for phrase in data["keep_phrases"] for form in (phrase, phrase.lower())}
        firm, before = _any(data["company_after"]), _any(data["company_before"])
        kept = rf"{_any(phrases)}|(?:{_NAME} ){{1,3}}(?:{firm})(?!:)|(?:{before}) {_NAME}(?: {_NAME})?"
        self.keep = re.compile(rf"(?<![^\W_])(?:{kept})(?![^\W\d_])")

    def is_unknown(self, word: str) -> bool:
        """Whether a word is neither a Danish word, a place, nor on the list of what is never a name."""
        low = word.lower()
        if low in self._not_names or low.removesuffix("s") in self._not_names or self.vocabulary.is_place(low):
            return False
        # "SU'en" and "Roskilde-afdelingen" are no names, as one part of them is not.
        parts = _INSIDE.split(word)
        if len(parts) > 1:
            return all(not part.isupper() and self.is_unknown(part) for part in parts if len(part) > 1)
        return not self.vocabulary.is_ordinary(low)

    def is_no_word(self, word: str) -> bool:
        """Whether a word as a whole is neither in the dictionary nor on the list of what is never a name."""
        low = word.lower()
        if "-" in word:
            return False
        never = low in self._not_names or low.removesuffix("s") in self._not_names
        return not never and not is_known(word) and not is_known(low)

    def may_be_name(self, word: str) -> bool:
        """Whether a word may be a name at all."""
        return word.lower() not in self._not_names


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _lower(words: Iterable[str]) -> frozenset[str]:
    low = {word.lower() for word in words}
    # "Vár" must not make a name of "var".
    return frozenset(fold(word) for word in low if fold(word) == word or not is_known(fold(word)))


def _with_ascii(names: Iterable[str]) -> frozenset[str]:
    low = _lower(names)
    spelled = {name.translate(table) for name in low if len(name) >= _SHORTEST_ASCII for table in _ASCII}
    return low | {name for name in spelled if name in low or not is_known(name)}


def _places() -> frozenset[str]:
    """The names of municipalities and postal towns; none when the files are away, for the door must never fail."""
    names: set[str] = set()
    for file, column in (("municipalities.csv", "name"), ("places.csv", "place")):
        try:
            with (KNOWLEDGE / "places" / file).open(encoding="utf-8", newline="") as rows:
                names.update(row[column].lower() for row in csv.DictReader(rows) if row.get("tier", "A") == "A")
        except OSError:
            continue
    return frozenset(names)


def _services() -> frozenset[str]:
    """The words in the names of national services and of those behind them; none when the file is away."""
    try:
        services = load_yaml("services/national.yml")["services"]
    except (KnowledgeError, KeyError, TypeError):
        return frozenset()
    names = " ".join(f"{service['name']} {service['organization']}" for service in services)
    return _lower(_WORD.findall(names))
