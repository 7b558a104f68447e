"""The pattern notation of the knowledge files: small enough for a counsellor to read and change.

`dø`          the word
`hash*`       a word that begins with hash
`*selvmord*`  a word that holds selvmord
`slå/slår`    one of these words
`<sig>`       one word of the group `sig` in the file's `words`
`(gerne)`     a word that may be there
`#`           a number in digits
`_`           a gap of up to three words in the same sentence
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Generic, TypeVar

from bot.text import KnowledgeError, Word, fold, usual, without_marks

GAP = 3
# How many different words an index remembers the patterns of (about 20 MB at most).
_REMEMBERED = 20_000
_MISPLACED = re.compile(r"[*()<>,]")
_INSIDE_WORD = re.compile(r"(?<=\w)[-.](?=\w)")
Key = TypeVar("Key")


@dataclass(frozen=True)
class Element:
    """One place in a pattern: the words that fit there."""

    exact: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    optional: bool = False
    gap: bool = False
    number: bool = False

    @property
    def only_exact(self) -> frozenset[str]:
        """Return the words one of which must stand here; empty when other words may, or none."""
        loose = self.prefixes or self.inside or self.optional or self.gap or self.number
        return frozenset() if loose else self.exact

    def fits(self, word: str) -> bool:
        """Tell whether a folded word fits here."""
        if word in self.exact or (self.prefixes and word.startswith(self.prefixes)):
            return True
        if self.inside and any(part in word for part in self.inside):
            return True
        return self.number and word.isdigit()


@dataclass(frozen=True)
class Pattern:
    """A compiled pattern, with what it was written as."""

    written: str
    elements: tuple[Element, ...]

    def match_after(self, words: Sequence[Word], position: int) -> int | None:
        """Match what follows the first word, which the caller knows to fit.

        :param words: the words of the text
        :param position: the index of the pattern's first word
        :return: the index after the last word matched, or None
        """
        return position + 1 if len(self.elements) == 1 else _match(self.elements, 1, words, position + 1)


def _match(elements: tuple[Element, ...], index: int, words: Sequence[Word], position: int) -> int | None:
    if index == len(elements):
        return position
    element = elements[index]
    if element.gap:
        for skip in range(GAP + 1):
            after = position + skip
            if after >= len(words) or words[after].sentence != words[position - 1].sentence:
                return None
            end = _match(elements, index + 1, words, after)
            if end is not None:
                return end
        return None
    if position < len(words) and element.fits(words[position].text):
        end = _match(elements, index + 1, words, position + 1)
        if end is not None:
            return end
    return _match(elements, index + 1, words, position) if element.optional else None


def _word_forms(written: str) -> set[str]:
    folded = fold(written)
    return {folded, usual(written)} | without_marks(folded, written)


def _element(part: str, groups: Mapping[str, Sequence[str]]) -> Element:
    if part == "_":
        return Element(gap=True)
    optional = part.startswith("(") and part.endswith(")")
    choices: list[str] = []
    for choice in (part[1:-1] if optional else part).split("/"):
        if choice.startswith("<") and choice.endswith(">"):
            choices.extend(groups[choice[1:-1]])
        else:
            choices.append(choice)
    exact: set[str] = set()
    prefixes: set[str] = set()
    inside: set[str] = set()
    for choice in choices:
        bare = choice.strip("*")
        if not bare:
            raise ValueError("et tomt ord")
        if wrong := _MISPLACED.search(bare):
            raise ValueError(
                f"tegnet {wrong.group()} står forkert; en parentes holder ét ord, og * står først eller sidst"
            )
        kind = inside if choice.startswith("*") else prefixes if choice.endswith("*") else exact
        kind.update(_word_forms(bare))
    number = "#" in choices
    exact.discard("#")
    return Element(frozenset(exact), tuple(sorted(prefixes)), tuple(sorted(inside)), optional, number=number)


def compile_pattern(written: str, groups: Mapping[str, Sequence[str]], where: str) -> Pattern:
    """Compile one pattern.

    :param written: the pattern as it stands in the file
    :param groups: the word groups that `<name>` may refer to
    :param where: file and entry, for the error message
    :return: the pattern
    :raises KnowledgeError: for an unknown group, an empty pattern, or a gap or optional word at an end
    """
    # A text is split at hyphens and dots inside a word ("p-piller"), so a pattern is too.
    spaced = _INSIDE_WORD.sub(" ", str(written))
    try:
        elements = tuple(_element(part, groups) for part in spaced.split())
    except KeyError as error:
        raise KnowledgeError(f"{where}: mønster »{written}«: ordgruppen {error} findes ikke. Ret navnet.") from error
    except ValueError as error:
        raise KnowledgeError(f"{where}: mønster »{written}«: {error}. Skriv ordet eller fjern tegnet.") from error
    if not elements or any(edge.gap or edge.optional for edge in (elements[0], elements[-1])):
        raise KnowledgeError(f"{where}: mønster »{written}«: begynd og slut med et ord.")
    return Pattern(written, elements)


@dataclass(frozen=True)
class Hit(Generic[Key]):
    """One match: the key the pattern was added with, the pattern, and the words it covers."""

    key: Key
    pattern: Pattern
    first: int
    after: int


@dataclass
class _Candidates(Generic[Key]):
    """The patterns that may begin with a word, numbered in order; most also say exactly what the next word must be."""

    by_next: dict[str, list[tuple[int, Key, Pattern]]]
    others: list[tuple[int, Key, Pattern]]

    def before(self, following: str) -> list[tuple[int, Key, Pattern]]:
        """Give those that the following word does not rule out, in order."""
        more = self.by_next.get(following)
        return sorted([*self.others, *more], key=itemgetter(0)) if more else self.others


class PatternIndex(Generic[Key]):
    """Many patterns, each with a key, matched in one pass over the words of a text."""

    def __init__(self) -> None:
        self._remembered: dict[str, _Candidates[Key]] = {}
        self._exact: dict[str, list[tuple[Key, Pattern]]] = defaultdict(list)
        self._prefixes: dict[str, list[tuple[Key, Pattern]]] = defaultdict(list)
        self._inside: dict[str, list[tuple[Key, Pattern]]] = defaultdict(list)

    def add(self, key: Key, pattern: Pattern) -> None:
        """Add one pattern under a key; it is found by its first word."""
        self._remembered.clear()
        first = pattern.elements[0]
        for table, forms in (
            (self._exact, first.exact),
            (self._prefixes, first.prefixes),
            (self._inside, first.inside),
        ):
            for form in forms:
                table[form].append((key, pattern))

    def find(self, words: Sequence[Word]) -> Iterator[Hit[Key]]:
        """Find every match in a text.

        :param words: the words of the text, from `bot.text.read_words`
        :return: the matches by first word; a pattern may match at several words
        """
        texts = [word.text for word in words]
        for position, (text, following) in enumerate(zip(texts, [*texts[1:], ""], strict=False)):
            for _, key, pattern in self._candidates(text).before(following):
                after = pattern.match_after(words, position)
                if after is not None:
                    yield Hit(key, pattern, position, after)

    def _candidates(self, word: str) -> _Candidates[Key]:
        """Give what may begin with a word; remembered, since a few thousand words make most texts."""
        known = self._remembered.get(word)
        if known is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            known = self._remembered[word] = _Candidates(defaultdict(list), [])
            for number, (key, pattern) in enumerate(self._starting_with(word)):
                following = pattern.elements[1].only_exact if len(pattern.elements) > 1 else frozenset()
                for form in following:
                    known.by_next[form].append((number, key, pattern))
                if not following:
                    known.others.append((number, key, pattern))
        return known

    def _starting_with(self, word: str) -> Iterator[tuple[Key, Pattern]]:
        yield from self._exact.get(word, ())
        for length in range(1, len(word) + 1):
            yield from self._prefixes.get(word[:length], ())
        for part, entries in self._inside.items():
            if part in word:
                yield from entries
