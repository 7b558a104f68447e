"""Street names with a house number. A street without a number, a town and a postal code stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.redaction.spans import Span
from bot.word_files import load_words

_FIELDS = ("street_endings", "street_first", "not_streets", "roads", "not_house_numbers")
_LETTER = r"[^\W\d_]"
# "12", "12B", "12 B", "nr. 12", never a longer number, a time or a share.
_HOUSE_LETTER = r"(?: ?(?P<letter>(?<=\d)[A-Za-z](?![^\W_])|(?<= )[A-Hb-h](?![^\W_])))?"
_NUMBER = rf",? (?:nr\.? ?|nummer )?(?P<number>\d{{1,3}}){_HOUSE_LETTER}(?![^\W_]|[%:]|[.,]\d)"
# Floor and side: ", 3. tv", " 2 th", ", st.", ", kl. 4".
_SIDE = r"(?:sal|tv|th|mf|t\.v\.|t\.h\.)"
_FLOOR = rf"(?:,? ?(?:\d{{1,2}}|st|kl)\.? ?{_SIDE}\b\.?|,? ?(?:tv|th|mf)\b|,? st\.?(?!\w)|, ?(?:st|\d{{1,2}}\.)(?!\w))?"
_BARE = "Torvet|Parken|Toften|Bakken|Engen|Stien|Krogen|Lunden|Haven"
_CUED = re.compile(
    rf"\badresse(?:n)?(?: er)?:? ({_LETTER}{{3,30}}(?: {_LETTER}{{2,30}})?{_NUMBER}{_FLOOR})", re.IGNORECASE
)


class AddressFinder:
    """Finds addresses."""

    def __init__(self) -> None:
        data: dict[str, Any] = load_words("redaction.yml", *_FIELDS)
        endings = "|".join(sorted(map(re.escape, data["street_endings"]), key=len, reverse=True))
        first = "|".join(sorted(map(re.escape, data["street_first"]), key=len, reverse=True))
        capital = r"[A-ZÆØÅ]"
        self._street = re.compile(
            rf"(?<![^\W_])(?P<street>(?:(?:(?i:{first})\.?|{capital}{_LETTER}{{1,20}}) ){{1,3}}(?i:{endings})"
            rf"|(?:(?i:{first})\.? )?{_LETTER}{{2,30}}?(?i:{endings})"
            rf"|(?:Ved|Bag|Langs|Neden|Oven) {capital}{_LETTER}{{2,20}}"
            rf"|(?i:(?:h\.? ?c\.? )?(?!hans|hendes|deres|vores|jeres){_LETTER}{{2,20}}s (?:gade|vej|allé))"
            rf"|{_BARE}){_NUMBER}{_FLOOR}"
        )
        self._not_streets = frozenset(data["not_streets"])
        self._roads = frozenset(data["roads"])
        self._counted = re.compile(
            rf" ?(?:{'|'.join(map(re.escape, data['not_house_numbers']))})(?![^\W_])", re.IGNORECASE
        )

    def find(self, text: str) -> Iterator[Span]:
        """Find addresses.

        :param text: the text
        :return: street, number, floor and side of each
        """
        for match in self._street.finditer(text):
            if not self._is_ordinary(text, match):
                yield Span(match.start(), match.end(), "address")
        for match in _CUED.finditer(text):
            yield Span(match.start(1), match.end(1), "address")

    def _is_ordinary(self, text: str, match: re.Match[str]) -> bool:
        """Whether the words are no street: "på arbejdspladsen 3 dage", "vejen 2 gange"."""
        street = match["street"]
        if street.lower() in self._roads:
            return True
        # "Torvet 3" is an address in the middle of a sentence; "torvet 3" and "Torvet" at its start may be anything.
        within = bool(re.search(r"[^\s.!?]\s$", text[max(0, match.start() - 2) : match.start()]))
        if street.lower() in self._not_streets and not (within and street[0].isupper()):
            return True
        return not match["letter"] and bool(self._counted.match(text, match.end("number")))
