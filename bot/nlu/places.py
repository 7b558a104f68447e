"""Find the places a message names, with municipality codes and what each place is to the pupil."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.danish import is_known
from bot.nlu.place_features import Cues, PlaceFeatures
from bot.nlu.place_index import DEFAULT_FOLDER, Entry, PlaceIndex, Trust, key_of, squeeze
from bot.nlu.place_judge import CONTRAST, NameJudge, tells_home
from bot.nlu.place_message import PlaceMessage
from bot.nlu.place_role_model import RoleModel, read_roles
from bot.nlu.place_roles import RoleReader
from bot.text import Word, fold, read_words
from bot.word_files import load_words

# What may stand between the words of one name: "Ikast-Brande", "Nr. Nebel", "Fr.havn", "Ringkøbing / Skjern".
_JOINT = re.compile(r"\.? ?[-/–]? ?")
# What is counted by a number of four digits that is no postal code.
_COUNTED = ("kr", "kroner", "timer", "elever", "dage", "kilo", "gange", "km")
_SHORT_ANSWER = 5
_BEFORE_POSTCODE = ("i", "fra", "paa", "ved", "bopael", "adresse", "adressen")


@dataclass(frozen=True)
class Place:
    """One place in a message.

    `codes` are municipality codes, the likeliest first; `ambiguous` says that there are several; `role` is `home`,
    `school`, `other` or `rejected`.
    """

    text: str
    start: int
    end: int
    codes: tuple[str, ...]
    ambiguous: bool
    role: str = "home"

    def as_dict(self) -> dict[str, Any]:
        """The place as it stands in `understanding["places"]`."""
        return {**asdict(self), "codes": list(self.codes)}


@dataclass(frozen=True)
class _Found:
    first: int
    after: int
    codes: tuple[str, ...]


class PlaceFinder:
    """Finds places; load once, use for every message.

    :param folder: the folder with the four CSV files
    :raises KnowledgeError: when a file is missing or wrong
    """

    def __init__(self, folder: Path = DEFAULT_FOLDER) -> None:
        self._index = PlaceIndex(folder)
        self._judge = NameJudge(self._index)
        self._roles = RoleReader()
        # Set by `place_training.trained_finder`; without it the rules alone read the roles.
        self.model: RoleModel | None = None
        data: dict[str, Any] = load_words("place_words.yml", "prepositions", "same_place", "areas")
        self._prepositions = {fold(word) for word in data["prepositions"]}
        self._same_place = {fold(word) for word in data["same_place"]}
        self._areas = {fold(name): tuple(codes) for name, codes in data["areas"].items()}
        self._long = {squeeze(key): key for key in self._index.long_names}
        self._long_keys = list(self._long)

    def find(self, text: str, *, answering: bool = False) -> list[Place]:
        """Find the places of a message.

        :param text: the message, after redaction
        :param answering: whether it answers "hvilken kommune?", so that a bare everyday word may be a place
        :return: the places in order
        """
        message, found = self._search(text, answering)
        cues = self._cues(message, found)
        features = self._features(message, found, cues) if self.model else []
        return [
            Place(
                message.written(item.first, item.after),
                message.words[item.first].start,
                message.words[item.after - 1].end,
                item.codes,
                len(item.codes) > 1,
                role,
            )
            for item, role in zip(found, read_roles(self.model, features, cues.roles), strict=True)
        ]

    def features(self, text: str) -> list[set[str]]:
        """Give what the learned reader of roles sees of each place of a message."""
        message, found = self._search(text, answering=False)
        return self._features(message, found, self._cues(message, found))

    def _search(self, text: str, answering: bool) -> tuple[PlaceMessage, list[_Found]]:
        words = read_words(text)
        keys = [fold(text[word.start : word.end]) for word in words]
        message = PlaceMessage(text, words, keys, answering and len(words) <= _SHORT_ANSWER)
        return message, self._join(message, list(self._scan(message)))

    def _cues(self, message: PlaceMessage, found: Sequence[_Found]) -> Cues:
        return self._roles.read(message.words, [(item.first, item.after) for item in found])

    @staticmethod
    def _features(message: PlaceMessage, found: Sequence[_Found], cues: Cues) -> list[set[str]]:
        if not found:
            return []
        around = PlaceFeatures(message.text, message.words, [(item.first, item.after) for item in found], cues)
        return [around.of(number) for number in range(len(found))]

    def _scan(self, message: PlaceMessage) -> Iterator[_Found]:
        position = 0
        while position < len(message.words):
            item = self._name_at(message, position) or self._postcode_at(message, position)
            if item is None:
                position += 1
                continue
            yield item
            position = item.after

    def _name_at(self, message: PlaceMessage, first: int) -> _Found | None:
        longest = self._index.longest if message.keys[first] in self._index.first_words else 1
        for after in range(min(first + longest, len(message.words)), first, -1):
            if not self._is_joined(message, first, after):
                continue
            key = key_of(message.keys[first:after])
            entry = self._entry(key)
            if entry is None and after == first + 1:
                entry = self._misspelt(message, first)
            if entry is not None and self._judge.counts(entry, message, first, after):
                own = self._index.municipalities.get(key) if message.says_kommune(after) else None
                return _Found(first, after, own or self._narrowed(entry.codes, message.words, after))
        return None

    @staticmethod
    def _is_joined(message: PlaceMessage, first: int, after: int) -> bool:
        words = message.words
        return all(
            _JOINT.fullmatch(message.text, words[index].end, words[index + 1].start)
            for index in range(first, after - 1)
        )

    def _entry(self, key: str) -> Entry | None:
        entry = self._index.find(key)
        if entry is None and key.endswith("s") and len(key) > 4:
            entry = self._index.find(key[:-1])
            if entry is not None and entry.trust is Trust.PERSON:
                return None
        return entry

    def _misspelt(self, message: PlaceMessage, first: int) -> Entry | None:
        """A long well-known name with a slip or two, never a word or a name that is right as it stands."""
        key = squeeze(message.keys[first])
        raw = message.written(first, first + 1)
        if len(key) < 6 or not key.isalpha() or is_known(raw.lower()) or is_known(raw):
            return None
        before = message.before(first)
        told = message.short_answer or before in self._prepositions or before in CONTRAST
        if not told and not (len(key) >= 7 and message.has_capital(first)):
            return None
        slips = 2 if len(key) >= 9 and told else 1
        near = process.extract(key, self._long_keys, scorer=OSA.distance, score_cutoff=slips, limit=2)
        if not near or near[0][0][0] != key[0] or (len(near) > 1 and near[1][1] == near[0][1]):
            return None
        return self._index.entries[self._long[near[0][0]]]

    def _postcode_at(self, message: PlaceMessage, first: int) -> _Found | None:
        # As it was written: folding makes "5000" to "500".
        words, number = message.words, message.written(first, first + 1)
        codes = self._index.postcodes.get(number)
        if codes is None:
            return None
        following = words[first + 1].text if first + 1 < len(words) else ""
        if following.startswith(_COUNTED):
            return None
        town = self._name_at(message, first + 1) if following else None
        shared = tuple(code for code in town.codes if code in codes) if town else ()
        if town and shared:
            return _Found(first, town.after, shared)
        before = message.before(first)
        # 1990-2099 are years far more often than postal codes of inner København and Frederiksberg.
        is_year = "1900" <= number < "2100"
        told = before in _BEFORE_POSTCODE and (not is_year or tells_home(words, first))
        told = told or any(word.text.startswith("postn") for word in words[max(0, first - 3) : first])
        told = told or any(word.text.startswith("postn") for word in words[first + 1 : first + 3])
        if told or before.startswith(("postn", "postk")) or (message.short_answer and before not in ("kr", "kl")):
            return _Found(first, first + 1, codes)
        return None

    def _narrowed(self, codes: tuple[str, ...], words: Sequence[Word], after: int) -> tuple[str, ...]:
        """Drop candidates outside the part of the country that stands close after: "Nykøbing på Sjælland"."""
        if len(codes) > 1:
            for word in words[after : after + 3]:
                area = self._areas.get(word.text)
                kept = tuple(code for code in codes if area and code.startswith(area))
                if kept:
                    return kept
        return codes

    def _join(self, message: PlaceMessage, found: list[_Found]) -> list[_Found]:
        """Let a second place that agrees with the first settle it: "Nykøbing på Mors", "Assens, Mariagerfjord"."""
        joined: list[_Found] = []
        for item in found:
            last = joined[-1] if joined else None
            shared = tuple(code for code in last.codes if code in item.codes) if last else ()
            if last is None or not shared or not self._belongs(message, last, item):
                joined.append(item)
            else:
                joined[-1] = replace(last, after=item.after, codes=shared)
        return joined

    def _belongs(self, message: PlaceMessage, last: _Found, item: _Found) -> bool:
        if (
            message.words[last.first].sentence != message.words[item.first].sentence
            or message.before(last.first) == "ikke"
        ):
            return False
        return all(word.text in self._same_place for word in message.words[last.after : item.first])
