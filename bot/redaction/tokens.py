"""The words of a text with what stands around them, as the search for names reads it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

# "123'eren" holds no name.
_WORD = re.compile(r"(?<!\d['’])[^\W\d_]+(?:[-'’´][^\W\d_]+)*['’]?")
_SENTENCE_END = re.compile(r"[.!?\n]|^\s*[-•*]\s")
_TAKEN = "\x00"
# Letters of other languages as most people type them; the Danish ones stay, and no word changes its length.
_PLAIN = {ord("ð"): "d", ord("đ"): "d", ord("þ"): "t", ord("ł"): "l", ord("ı"): "i"} | {
    code: unicodedata.normalize("NFD", chr(code))[0]
    for code in range(0xDF, 0x250)
    if chr(code) not in "æøå" and unicodedata.decomposition(chr(code))
}
_NEXT = re.compile(r"[\"”»']? \(?")


@dataclass(slots=True)
class Token:
    """A word, and `low`, the same in small letters without accents.

    `before` and `before2` stand before it in its sentence, `after` follows with only a space between.
    """

    text: str
    low: str
    start: int
    end: int
    first: bool
    capital: bool
    before: str
    before2: str
    after: str


def fold(word: str) -> str:
    """Give a word in small letters, without accents: "Guðrún" is "gudrun"."""
    return word.lower().translate(_PLAIN)


def cut(text: str) -> list[Token]:
    """Cut a text into its words.

    :param text: the text
    :return: the words in order; `first` is true for the first word of a sentence
    """
    tokens: list[Token] = []
    matches = list(_WORD.finditer(text))
    for index, match in enumerate(matches):
        word = match.group()
        # What has been taken out stands between: the words before it say nothing of this one.
        apart = not index or _TAKEN in text[matches[index - 1].end() : match.start()]
        begins = not index or bool(_SENTENCE_END.search(text, matches[index - 1].end(), match.start()))
        following = matches[index + 1] if index + 1 < len(matches) else None
        near = following is not None and _NEXT.fullmatch(text, match.end(), following.start())
        tokens.append(
            Token(
                word,
                fold(word),
                match.start(),
                match.end(),
                begins,
                # "SU" and "SSP" have no capital that means a name.
                word[0].isupper() and (len(word) == 1 or not word.isupper()),
                "" if begins or apart else tokens[-1].low,
                "" if begins or apart else tokens[-1].before,
                fold(following.group()) if following and near else "",
            )
        )
    return tokens


def low(tokens: Sequence[Token], position: int) -> str:
    """The word at a position in lower case, or an empty text outside the text."""
    return tokens[position].low if 0 <= position < len(tokens) else ""


def genitives(word: str) -> tuple[int, ...]:
    """How many letters at the end may be a genitive, the whole word first: "Mads'", "Fatimas", "Ali's"."""
    if word.endswith(("'s", "’s")):
        return (0, 2)
    if word.endswith(("'", "’")):
        return (1, 2) if word[-2:-1] == "s" else (1,)
    return (0, 1) if word.endswith("s") and len(word) > 3 else (0,)
