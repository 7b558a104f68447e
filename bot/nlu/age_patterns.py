"""The patterns of ages, built from the words in `knowledge/age_words.yml` and `knowledge/people.yml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.word_files import load_words

_FIELDS = (
    *("numbers", "only_with_years", "units", "before", "duration_before", "duration_after", "pupil", "stranger"),
    *("stranger_before", "others", "fillers", "almost", "not", "recently", "adult", "minor", "decades"),
)
Words = Mapping[str, Any]

_NUMBER = r"(?<![\d.,:/§-])(?P<age>\d\d)(?![\d/]|:\d|[.,]\d|-\d|'?er)"
_OR_MORE = r"(?: år)? (?:eller|og) (?:over|der ?over|opefter|ældre)"
_OR_LESS = r"(?: år)? (?:eller|og) (?:under|derunder|yngre)"
# A writer who gives an age like this is a pupil, not a teacher: "jeg er 17".
_YOUNG_WRITER = r"\b(?:jeg|a|æ) er (?:\w+ )?(?:1[4-9]|20)$"
_FULL_DATE = r"(?:\d{1,2}\D{1,2}(?:\d{1,2}|[a-zæøå]{3,9})\D{1,2})?"
_BORN = rf"(?:\bårgang |(?=(?:19|20)\d\d[- ]?årgang)|\bfødt (?:i |den )?{_FULL_DATE}|\bf\. ?)(?P<year>(?:19|20)\d\d)\b"
_RANGE = (
    r"(?P<told>\b(?:er|på|ca\.?|omkring|elev|mellem|vel|nok|,) )?(?<![\d.:/])(?P<low>\d\d) ?(?:-|–|/|til|eller|og) ?"
    r"(?P<high>\d\d)(?![\d:/]|[.,]\d)(?P<years>[ -]?år)?"
)


class AgePatterns:
    """Compiled patterns; `numbers` are tried in order, the surest first."""

    def __init__(self) -> None:
        data: Words = load_words("age_words.yml", *_FIELDS)
        relatives = _any([*load_words("people.yml", "rel")["rel"], *data["others"]])
        fill, stranger = _fillers(data), _any(data["stranger"])
        self.numbers = _number_patterns(data)
        self.thresholds = _threshold_patterns(data)
        self.range = re.compile(_RANGE)
        self.born = re.compile(_BORN)
        self.bare = re.compile(_NUMBER)
        self.short = [
            ("over18", re.compile(r"^(?:\w+,? )?(?:over|voksen|ældre)\b(?! 1)")),
            ("under18", re.compile(r"^(?:\w+,? )?(?:under|yngre)\b(?! 2)")),
        ]
        self.young_writer = re.compile(_YOUNG_WRITER)
        self._values: dict[str, int] = data["numbers"]
        self._with_years = frozenset(data["only_with_years"])
        self._word = re.compile(rf"\b(?:{_any(self._values)})(?=\b|-?årig)")
        self._young_parent = re.compile(r"(?<!sin )(?<!hos en )(?<!med en )\b(?:ung|enlig) (?:mor|far)\b")
        self._pupil_noun = re.compile(r"(?:elev|lærling|kursist)\b[^.!?]*$")
        self._is_years = re.compile(r" ?-?år\b")
        self._recent = re.compile(rf" ?(?:år )?(?:{_any(data['recently'])})\b")
        self._counted_after = _counted_after(data)
        self._counted_before = re.compile(rf"(?:^|[^a-zæøå])(?:{_any(data['before'])})\.? ?$")
        self._duration_before = re.compile(rf"\b(?:{_any(data['duration_before'])}) $")
        self._others_before = re.compile(rf"\b(?:{relatives})(?: er| på|:)? ?\(?{fill}$")
        self._others_aside = re.compile(rf"\b(?:{relatives}), ?$")
        self._others_after = re.compile(rf"[ -]?årig\w* (?:{relatives})\b")
        self._a_stranger = re.compile(rf"(?:^|[^a-zæøå])(?:en|voksen|ung|ældre) (?:{stranger}) på $")
        self._stranger_before = re.compile(
            rf"\b(?:{_any(data['stranger_before'])}) (?:en |den |nogle )?(?:\w+ )?(?:{stranger}) (?:på |er )?$"
        )
        self._past_before = re.compile(r"\b(?:var|som|siden|dengang) (?:\w+ )?$")

    def with_digits(self, plain: str) -> str:
        """Write number words as digits and `aa` as `å`: "sytten aar" -> "17 år".

        :param plain: the message in lower case
        :return: the text that the other patterns read
        """

        def digits(match: re.Match[str]) -> str:
            word = match.group()
            if word in self._with_years and not self._is_years.match(plain, match.end()):
                return word
            return str(self._values[word])

        plain = self._young_parent.sub("elev", plain.replace("aa", "å"))
        return self._word.sub(digits, plain)

    def names_pupil(self, before: str) -> bool:
        """Whether the same sentence has named a pupil: "Elev fra Syrien, 38"."""
        return bool(self._pupil_noun.search(before))

    def is_recent(self, after: str) -> bool:
        """Whether a birthday has just been: "i går", "i sidste uge"."""
        return bool(self._recent.match(after))

    def is_counted(self, plain: str, start: int, end: int) -> bool:
        """Whether the number counts something else than years of life, or is a time, a page, a paragraph."""
        before = plain[max(0, start - 20) : start]
        if self._counted_before.search(before) or self._counted_after.match(plain, end):
            return True
        return bool(self._is_years.match(plain, end) and self._duration_before.search(before))

    def is_others(self, plain: str, start: int, end: int) -> bool:
        """Whether the age belongs to someone else by the words around it, or to an earlier time."""
        before = plain[max(0, start - 40) : start]
        if self._stranger_before.search(before):
            return True
        if self._others_before.search(before) and not self._a_stranger.search(before):
            return True
        if self._others_aside.search(before) and not self._is_years.match(plain, end):
            return True
        return bool(self._past_before.search(before) or self._others_after.match(plain, end))

    def is_a_stranger(self, before: str) -> bool:
        """Whether "en mand på" stands before: a grown pupil, unless something says otherwise."""
        return bool(self._a_stranger.search(before))


def _number_patterns(data: Words) -> list[tuple[str, re.Pattern[str]]]:
    fill = _fillers(data)
    person = rf"{_any(data['pupil'])}|{_any(data['stranger'])}"
    aside = r", ?(?=\d\d(?:[.,!;:)]| ?år|\s*$))"
    patterns = {
        "not": rf"\b(?:{_any(data['not'])}) (?:er |fyldt |fylder |bliver |er fyldt )?{fill}{_NUMBER}",
        "soon": rf"\b(?:{_any(data['almost'])}) (?:er |fyldt |fylder |bliver )?{fill}{_NUMBER}",
        "turns": rf"\b(?:fylder|bliver|runder|blive|fylde) {fill}{_NUMBER}",
        "recent": rf"\b(?:lige|netop|just) (?:er )?(?:blevet|fyldt|rundet) {fill}{_NUMBER}",
        "was": rf"\b(?:fyldte|blev|blevet|fyldt|rundede) {fill}{_NUMBER}",
        "years": rf"{_NUMBER}[ -]?(?:årig\w*|års? gammel|år\b(?! gamle))",
        "is": rf"(?<!\bder )\b(?:er|'s) {fill}{_NUMBER}",
        "person": rf"\b(?:{person})\]?(?:(?: er| på|:)? ?\(?{fill}|{aside}){_NUMBER}",
        "corrected": rf"\b(?:nej|men|undskyld|mener|mente),? {fill}{_NUMBER}",
        "isolated": rf"(?:^|[.,!?;] )\(?{_NUMBER}\)?(?=[.,!;…)]|\s*[\"”]?$)",
    }
    return [(kind, re.compile(pattern)) for kind, pattern in patterns.items()]


def _threshold_patterns(data: Words) -> list[tuple[str, re.Pattern[str]]]:
    no_count = r"(?!\d)(?! (?:timer|elever|kr|dage|%|procent))"
    not_ = r"(?<!ikke )(?<!ikke er )"
    not_yet = rf"{not_}(?<!næsten )(?<!snart )(?<!bliver )(?<!blive )"
    over = rf"(?:over|fyldt|rundet|passeret|ældre end|mere end) (?:de )?18|18\+|18{_OR_MORE}"
    older = r"(?:over|fyldt|ældre end) (?:19|[2-5]\d)|(?:19|[2-5]\d)\+"
    under = r"(?:under|yngre end) (?:de )?18|(?:endnu )?ikke (?:er )?(?:fyldt |over )?18|18 endnu"
    becoming = rf"(?:(?:{_any([*data['almost'], *data['not']])})(?: er)? |blive |bliver |fylder )"
    decade = r"(?:er|i|midt i|først i|sidst i|starten af|slutningen af)"
    grown = r"(?:han|hun|eleven|vedkommende|der) er (?:jo |også |faktisk )?voksen(?! nok| siden)(?= |[.,!?]|$)"
    patterns = [
        ("over18", rf"{not_}(?:{over}|{older}){no_count}"),
        ("under18", rf"(?:{under}|17{_OR_LESS}){no_count}"),
        ("over18", rf"{not_yet}(?:{_any(data['adult'])})"),
        ("under18", rf"{becoming}myndig\b|(?:{_any(data['minor'])})"),
        ("over18", rf"{decade} (?:{_any(data['decades'])})"),
        ("over18", grown),
    ]
    return [(group, re.compile(rf"(?<![a-zæøå0-9])(?:{pattern})")) for group, pattern in patterns]


def _counted_after(data: Words) -> re.Pattern[str]:
    units, durations = _any(data["units"]), _any(data["duration_after"])
    unit = rf"\s?(?:%|\.\s?(?:{units})|(?:{units})(?![a-zæøå]))"
    return re.compile(rf"{unit}|-?års\b|(?: år)? (?:{durations})\b|\. ?klasse|(?:{_OR_MORE}|{_OR_LESS})\b")


def _fillers(data: Words) -> str:
    return rf"(?:(?:{_any(data['fillers'])}) )*"


def _any(words: Iterable[str]) -> str:
    """One alternative per word, the longest first; `x*` is a word that begins with x, `*x` one that ends with it."""
    longest_first = sorted((str(word).strip() for word in words), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\*", r"[\wæøå-]*").replace(r"\ ", " ") for word in longest_first)
