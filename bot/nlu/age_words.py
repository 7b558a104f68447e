"""Ages written with letters, as digits."""

from __future__ import annotations

import re

from bot.nlu.age_patterns import Words, any_of

_HALF = re.compile(r"(?<=\d\d)(?: ?½|[.,]5(?= år)| (?:og )?et halvt)")
_IS_YEARS = re.compile(r" ?-?årig| ?år\b| (?:og )?et halvt\b")
_YOUNG_PARENT = re.compile(r"(?<!sin )(?<!hos en )(?<!med en )\b(?:ung|enlig) (?:mor|far)\b")


class AgeWords:
    """Writes the number words of a message as digits.

    :param data: `age_words.yml`
    """

    def __init__(self, data: Words) -> None:
        self._values: dict[str, int] = data["numbers"] | {
            f"{one}og{ten}": low + high for one, low in data["ones"].items() for ten, high in data["tens"].items()
        }
        self._with_years = frozenset(data["only_with_years"])
        self._word = re.compile(rf"\b(?:{any_of(self._values)})(?=\b|-?årig)")
        self._one_person = re.compile(
            r"\b(?:han|hun|hen|eleven|pigen|drengen|navn\]) er (?:\w+ )?$"
            r"|\b(?:fyldte?|fylder|bliver|blev|rundet|passeret|over|næsten|snart|omkring) (?:de )?$"
            r"|\b(?:eleven?|han|hun) på $"
        )

    def with_digits(self, plain: str) -> str:
        """Write number words as digits and `aa` as `å`, and drop halves: "sytten et halvt aar" -> "17 år".

        :param plain: the message in lower case
        :return: the text that the patterns read
        """

        def digits(match: re.Match[str]) -> str:
            word = match.group()
            text, start = match.string, match.start()
            sure = _IS_YEARS.match(text, match.end()) or self._one_person.search(text[max(0, start - 40) : start])
            return str(self._values[word]) if sure or word not in self._with_years else word

        plain = _YOUNG_PARENT.sub("elev", plain.replace("aa", "å").replace("-og-", "og"))
        return _HALF.sub("", self._word.sub(digits, plain))
