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

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.text import KnowledgeError, Word, fold, usual, without_marks

GAP = 3
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

    def fits(self, word: str) -> bool:
        """Tell whether a folded word fits here."""
        if word in self.exact or (self.prefixes and word.startswith(self.prefixes)):
            return True
        return any(part in word for part in self.inside) or (self.number and word.isdigit())


@dataclass(frozen=True)
class Pattern:
    """A compiled pattern, with what it was written as."""

    written: str
    elements: tuple[Element, ...]

    def match_at(self, words: Sequence[Word], position: int) -> int | None:
        """Match from one word on.

        :param words: the words of the text
        :param position: the index of the word to start at
        :return: the index after the last word matched, or None
        """
        return _match(self.elements, 0, words, position)


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
    try:
        elements = tuple(_element(part, groups) for part in str(written).split())
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


class PatternIndex(Generic[Key]):
    """Many patterns, each with a key, matched in one pass over the words of a text."""

    def __init__(self) -> None:
        self._exact: dict[str, list[tuple[Key, Pattern]]] = defaultdict(list)
        self._prefixes: dict[str, list[tuple[Key, Pattern]]] = defaultdict(list)
        self._inside: dict[str, list[tuple[Key, Pattern]]] = defaultdict(list)

    def add(self, key: Key, pattern: Pattern) -> None:
        """Add one pattern under a key; it is found by its first word."""
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
        for position, word in enumerate(words):
            for key, pattern in self._starting_with(word.text):
                after = pattern.match_at(words, position)
                if after is not None:
                    yield Hit(key, pattern, position, after)

    def _starting_with(self, word: str) -> Iterator[tuple[Key, Pattern]]:
        yield from self._exact.get(word, ())
        for length in range(1, len(word) + 1):
            yield from self._prefixes.get(word[:length], ())
        for part, entries in self._inside.items():
            if part in word:
                yield from entries
