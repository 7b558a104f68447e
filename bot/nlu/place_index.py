"""The places of Denmark as a lookup: written name -> municipality codes, read from `knowledge/places/`."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

from bot.danish import is_known
from bot.text import KNOWLEDGE, KnowledgeError, fold
from bot.word_files import load_words

DEFAULT_FOLDER = KNOWLEDGE / "places"
# A name as short as this is too near to other words.
_LONGEST_SHORT = 9
_PART = re.compile(r"[^\W_]+")
_SHORT = {"nr": "noerre", "sdr": "soender", "gl": "gammel", "st": "store", "ll": "lille", "kgs": "kongens"}
_BARE_FORM = "grundform uden -s"
_SHORT |= {"skt": "sankt", "sct": "sankt", "vr": "vester"}


class Trust(IntEnum):
    """How sure it is that the name means a place when it stands in a running text."""

    NEVER = 0
    PERSON = 1
    EVERYDAY = 2
    WEAK = 3
    STRONG = 4


# The lists of place_words.yml that say how far a name can be trusted.
_LISTS = {"everyday": Trust.EVERYDAY, "also_people": Trust.PERSON, "never": Trust.NEVER, "always": Trust.STRONG}


@dataclass(frozen=True)
class Entry:
    """One name: the municipalities it may mean (the likeliest first) and how far the name can be trusted."""

    codes: tuple[str, ...]
    trust: Trust


def key_of(words: Sequence[str]) -> str:
    """Join folded words to a lookup key; `nr`, `sdr`, `kgs` … are spelled out before another word."""
    expanded = [_SHORT.get(word, word) if index + 1 < len(words) else word for index, word in enumerate(words)]
    return " ".join(expanded)


def key_of_name(name: str) -> str:
    """The lookup key of a name as the data files write it."""
    return key_of([fold(part) for part in _PART.findall(name)])


def squeeze(key: str) -> str:
    """A second, looser key, the same for æ, ae and a, for ø, oe and o, and for å, aa and a."""
    return key.replace("ae", "a").replace("oe", "o").replace("aa", "a")


class PlaceIndex:
    """All names with their codes.

    :param folder: the folder with municipalities.csv, aliases.csv, postcodes.csv and places.csv
    :raises KnowledgeError: when a file or a column is missing
    """

    def __init__(self, folder: Path = DEFAULT_FOLDER) -> None:
        self._words: dict[str, Any] = load_words("place_words.yml", "ask", "means", *_LISTS)
        self.municipalities: dict[str, tuple[str, ...]] = {}
        self.old: dict[str, tuple[str, ...]] = {}
        self.entries: dict[str, Entry] = {}
        self.loose: dict[str, Entry] = {}
        self.postcodes: dict[str, tuple[str, ...]] = {}
        try:
            self._load(folder)
        except KeyError as error:
            raise KnowledgeError(f"places: kolonnen {error} mangler i en af filerne. Sæt den ind igen.") from error
        self.longest = max(key.count(" ") for key in self.entries) + 1
        # The first words of the names that have several, so that the rest of a text is read word by word.
        self.first_words = {key.split()[0] for key in (*self.entries, *self.loose) if " " in key} | set(_SHORT)
        # Only long, well-known names may be misspelt; short ones are too near to other words.
        self.long_names = [
            key for key, entry in self.entries.items() if entry.trust is Trust.STRONG and len(squeeze(key)) >= 6
        ]

    def find(self, key: str) -> Entry | None:
        """Look one key up, first as it is written, then with æøå folded away."""
        entry = self.entries.get(key)
        return entry if entry is not None else self.loose.get(squeeze(key))

    def _load(self, folder: Path) -> None:
        self.municipalities = {key_of_name(row["name"]): (row["code"],) for row in _rows(folder / "municipalities.csv")}
        ask = {key_of_name(name) for name in self._words["ask"]}
        names = self.municipalities | self._aliases(folder / "aliases.csv")
        trusts = {key: Trust.STRONG for key in names}
        for key, codes, tier in self._towns(folder / "places.csv"):
            if key not in names or key in ask:
                names[key] = codes
                trusts[key] = Trust.STRONG if tier == "A" or " " in key else Trust.WEAK
        for key, codes in self.old.items():
            names.setdefault(key, codes)
            trusts.setdefault(key, Trust.STRONG)
        for code, written in self._words["means"].items():
            for key in map(key_of_name, written):
                names[key] = (code,)
                trusts[key] = Trust.STRONG
        self._mark(trusts)
        self.entries = {key: Entry(codes, trusts[key]) for key, codes in names.items()}
        # Two words are also written as one: "Brøndbyøster".
        for key in [key for key in self.entries if " " in key and len(key) > _LONGEST_SHORT]:
            self.entries.setdefault(key.replace(" ", ""), self.entries[key])
        self.loose = self._squeezed()
        self._load_postcodes(folder / "postcodes.csv")

    def _aliases(self, path: Path) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for row in _rows(path):
            key = key_of_name(row["alias"])
            # "Kommune" and the genitive are read by rule, so only the bare forms are kept.
            if key.endswith("kommune") or (row["kind"].startswith("genitive") and row["note"] != _BARE_FORM):
                continue
            table = self.old if row["kind"].startswith("old pre") else found
            if key not in self.municipalities and row["code"] not in table.get(key, ()):
                table[key] = (*table.get(key, ()), row["code"])
        return found

    def _towns(self, path: Path) -> Iterator[tuple[str, tuple[str, ...], str]]:
        own: dict[str, dict[str, None]] = defaultdict(dict)
        shared: dict[str, dict[str, None]] = defaultdict(dict)
        tiers: dict[str, str] = {}
        for row in sorted(_rows(path), key=lambda row: row["tier"]):
            key = key_of_name(row["place"])
            # Less than 5 % of the postal district; the town that has given the name is not there.
            if "marginal" in row["share_or_note"]:
                continue
            tiers.setdefault(key, row["tier"])
            table = shared if "secondary" in row["share_or_note"] else own
            table[key][row["municipality_code"]] = None
        for key, tier in tiers.items():
            codes = dict(own[key])
            # The postal district's outskirts do not count when several towns have the name, or when an old municipality
            # went whole into a new one.
            old = self.old.get(key, ())
            settled = len(codes) > 1 or (len(old) == 1 and old[0] in codes)
            # An old municipality that was split may mean any of the new ones.
            split = dict.fromkeys(old) if len(old) > 1 else {}
            yield key, tuple((codes if settled else codes | shared[key]) | split), tier

    def _mark(self, trusts: dict[str, Trust]) -> None:
        for key in trusts:
            if len(key) <= 3 or (trusts[key] is Trust.WEAK and is_known(key)):
                trusts[key] = Trust.EVERYDAY
        for field, trust in _LISTS.items():
            for name in self._words[field]:
                trusts[key_of_name(name)] = trust

    def _squeezed(self) -> dict[str, Entry]:
        loose: dict[str, Entry] = {}
        for key, entry in self.entries.items():
            short = squeeze(key)
            if short == key or len(short) < 4 or short in self.entries:
                continue
            trust = min(entry.trust, Trust.EVERYDAY) if is_known(short) or len(short) < 5 else entry.trust
            before = loose.get(short)
            codes = entry.codes if before is None else tuple(dict.fromkeys(before.codes + entry.codes))
            loose[short] = Entry(codes, trust if before is None else min(trust, before.trust))
        return loose

    def _load_postcodes(self, path: Path) -> None:
        known = {row_code for entry in self.entries.values() for row_code in entry.codes}
        for row in _rows(path):
            code, number = row["municipality_code"], row["postal_code"]
            if row["relevance"] == "marginal" or row["type"].startswith("stormodtager") or code not in known:
                continue
            self.postcodes[number] = tuple(dict.fromkeys((*self.postcodes.get(number, ()), code)))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)
    except OSError as error:
        raise KnowledgeError(f"places/{path.name}: filen mangler. Læg den tilbage i knowledge/places.") from error
