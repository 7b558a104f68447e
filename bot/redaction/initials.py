"""Initials of somebody, and what is written with other letters than ours in a text that is written with ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.redaction.spans import Span
from bot.word_files import load_words

_TWO = r"(?<![^\W_])(?<!\.)[A-ZÆØÅ]\. ?[A-ZÆØÅ](?:\.|(?![^\W_]))"
_ANY_TWO = re.compile(r"[A-ZÆØÅ]\. ?[A-ZÆØÅ]")
_OTHER = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]{2,}(?:[ '’-]?[^\W\d_\u0000-\u024f\u1e00-\u1eff]+)*")
_LETTER = re.compile(r"[^\W\d_]")


class InitialsFinder:
    """Finds "Z.K. er væk" and "eleven Z.K.", and names in Greek, Cyrillic, Arabic and other letters."""

    def __init__(self) -> None:
        cues: dict[str, Any] = load_words("names.yml", "cues")["cues"]
        after, before = ("|".join(map(re.escape, names)) for names in ((*cues["does"], *cues["said"]), cues["before"]))
        self._initials = re.compile(rf"{_TWO}(?= (?:{after})\b)|(?<=\b)(?i:{before})(?:,|:| er)? \(?(?P<told>{_TWO})")

    def find(self, text: str) -> Iterator[Span]:
        """Find them.

        :param text: the text, with what surer finders took masked out
        :return: initials, and words in other letters; none of these when most of the text has other letters
        """
        # The whole pattern is slow, and most texts have no initials.
        for match in self._initials.finditer(text) if _ANY_TWO.search(text) else ():
            group = "told" if match["told"] else 0
            yield Span(match.start(group), match.end(group), "name")
        others = [match.span() for match in _OTHER.finditer(text)] if not text.isascii() else []
        if 2 * sum(end - start for start, end in others) < len(_LETTER.findall(text)):
            for start, end in others:
                yield Span(start, end, "name")
