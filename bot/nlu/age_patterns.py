"""The patterns of ages, built from the words in `knowledge/age_words.yml` and `knowledge/people.yml`.

Every number is read from what stands right before it in its sentence and right after it. `RULES` are tried in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Words = Mapping[str, Any]
FIELDS = (
    *("numbers", "only_with_years", "units", "before", "duration_before", "duration_after", "pupil", "stranger"),
    *("stranger_before", "others", "fillers", "almost", "not", "recently", "adult", "minor", "decades"),
    *("lead", "not_an_age", "likeness", "the_pupil", "follows"),
    *("pupil_nouns", "soon", "evidence", "unsure", "today", "groups"),
)

NUMBER = re.compile(r"(?<![\d:/§+-])(?<!\d[.,])(?P<age>\d\d)(?![\d/+]|:\d|[.,]\d|-\d|['-]?er(?:ne)?\b)")
RANGE = re.compile(
    r"(?<![\d.:/-])(?P<low>\d\d) ?(?:-|–|/|til|eller|og)(?: måske| vist| nok)? ?"
    r"(?P<high>\d\d)(?![\d:/]|[.,]\d)(?P<years>[ -]?år)?"
)
_AGED = r"[ -]?(?:årig|åring)\w*"
_OLD = r"[ -]?års? (?:gammel|gml|gl)\b"
_YEARS = r" ?år\b(?! gamle)"
OR_MORE = r"(?: år)? (?:eller|og) (?:over|der ?over|opefter|ældre)"
OR_LESS = r"(?: år)? (?:eller|og) (?:under|derunder|yngre)"
_ASIDE = r"[.,!;:)]| ?år|\s*$"
_YEAR = r"(?:19|20)\d\d"
_FULL_DATE = r"(?:\d{1,2}\D{1,2}(?:\d{1,2}|[a-zæøå]{3,9})\D{1,2})?"


@dataclass(frozen=True)
class Rule:
    """What one way of saying an age means; `before` ends and `after` begins at the number."""

    kind: str
    before: re.Pattern[str]
    after: re.Pattern[str]

    def fits(self, before: str, after: str) -> bool:
        """Whether the text around a number is said in this way."""
        return self.after.match(after) is not None and self.before.search(before) is not None


def rules(data: Words) -> list[Rule]:
    """Build the ways to say an age, the surest first.

    :param data: `age_words.yml`
    :return: rules of kind `not` (not yet), `soon`, `turns` (a birthday to come), `was` and `reached` (a
        birthday that has been), `is`, `supposed` ("når man er 16"), and `alone` (a number with nothing around it)
    """
    fill, subject = fillers(data), _subject(data)
    person = rf"(?<![a-zæøå])(?:{any_of([*data['pupil'], *data['stranger']])})\]?"
    becoming = r"(?:er |fyldt |fylder |bliver |blir |er fyldt )?"
    clause = rf"(?:(?!(?<![a-zæøå])(?:{any_of(data['not_an_age'])})(?![a-zæøå]))[\w \[\]'’/-])*"
    known = rf"(?:{any_of(data['the_pupil'])})\]?"
    written = [
        ("not", rf"\b(?:{any_of(data['not'])}) {becoming}{fill}", ""),
        ("not", rf"\b(?:før|inden|indtil|til) {known} (?:er|har|bliver|blir|fylder) {fill}", ""),
        ("soon", rf"\b(?:{any_of(data['almost'])}) {becoming}{fill}", ""),
        ("soon", rf"{subject}{fill}", rf"(?: år)? (?:{any_of(data['soon'])})"),
        ("was", rf"\bnåede {fill}at (?:fylde|blive|runde) {fill}", ""),
        ("not", rf"\b(?:blive|bli|fylde|runde) {fill}", ""),
        ("turns", rf"(?<!der )(?<!det )\b(?:fylder|bliver|blir|runder) {fill}", ""),
        ("is", rf"\b(?:lige|netop|just) {fill}(?:blevet|fyldt|rundet) {fill}", ""),
        ("reached", rf"\b(?:er|har) {fill}(?:blevet|fyldt|rundet) {fill}", ""),
        ("was", rf"(?<!der )(?<!det )\b(?:fyldte|blev|blevet|fyldt|rundede) {fill}", ""),
        ("is", rf"{subject}{fill}", ""),
        ("is", "", _AGED),
        ("is", r"(?<!\ber )", _OLD),
        ("supposed", rf"\b(?:når|hvis|fordi) man er {fill}", ""),
        ("is", rf"\b(?:alder(?:en)?(?: er|:)?|er {known}) {fill}", ""),
        ("is", rf"{person}(?: på|:| \(|,? \() ?{fill}", ""),
        ("is", rf"\ben af (?:mine|vores) (?:[\wæøå'-]+ ){{1,3}}på {fill}", ""),
        ("is", rf"(?<![a-zæøå])(?:{any_of(data['pupil_nouns'])})\]? {fill}", ""),
        ("is", rf"{person} {fill}", rf"{_ASIDE}| fra| som| der"),
        ("is", rf"{person}, ?", _ASIDE),
        ("is", rf"(?:^|[^\w \[\]'’/-]){clause}", _YEARS),
        (
            "is",
            rf"\b(?:nej|men|undskyld|mener|mente|vent),? {fill}",
            rf"\s*(?:$|[.,!;?)]|(?:{any_of(data['follows'])})\b)",
        ),
        ("alone", r"(?:^\s*|[,;] )\(?", r"\)?(?:[.,!;?…)]|\s*[\"”]?$)"),
    ]
    return [Rule(kind, re.compile(rf"(?:{before})$"), re.compile(after)) for kind, before, after in written]


def born(data: Words) -> re.Pattern[str]:
    """Build the ways to tell a year of birth: "født i 2008", "årgang 08", "en 2008'er", "hun er fra 2008"."""
    person = _pupil(data)
    told = (
        rf"\bårgang |\bfødt (?:i |den |d\. ?)?{_FULL_DATE}|\bf\. ?|(?:{_subject(data)}{fillers(data)}|{person} )fra |"
    )
    return re.compile(
        rf"(?:{told}(?={_YEAR}(?:[- ]?årgang|['-]?er\b)))(?P<year>{_YEAR})(?!\d)"
        r"|\b(?:årgang|født i) '?(?P<short>\d\d)\b"
    )


def after_birthday(data: Words, field: str) -> re.Pattern[str]:
    """Build the words after a birthday that tell when it was: "i går", "i sommer" (`recently`), "i dag" (`today`)."""
    return re.compile(rf" ?(?:år )?(?:{any_of(data[field])})(?![a-zæøå])")


def range_before(data: Words) -> re.Pattern[str]:
    """Build what may stand before a range of ages, so that it is one: "hun er 16-17", "elever mellem 16 og 18"."""
    fill, person = fillers(data), _pupil(data)
    return re.compile(rf"(?:{_lead(data)}{fill}|{_subject(data)}{fill}(?:mellem )?|{person}(?: på| mellem)? {fill})$")


def limits(data: Words) -> list[tuple[str, re.Pattern[str]]]:
    """Build the limits and words that give a group without a number: "over 18", "myndig", "i tyverne".

    :param data: `age_words.yml`
    :return: pairs of group and pattern
    """
    lead = rf"(?:{_lead(data)}(?:er |på |ikke )?|{_subject(data)}(?:ikke )?){fillers(data)}"
    over = rf"(?:over|fyldt|rundet|passeret|ældre end|mere end) (?:de )?18\b|18\+|18{OR_MORE}"
    older = r"(?:over|fyldt|ældre end) (?:19|[2-5]\d)\b|(?:19|[2-5]\d)\+"
    under = rf"(?:under|yngre end) (?:de )?18\b|17{OR_LESS}|u\.?18\b|< ?18\b"
    not_over = r"(?:endnu )?ikke (?:er |endnu )?(?:fyldt |over )?18\b|\b18 endnu"
    not_ = r"(?<!ikke )(?<!ikke er )"
    not_yet = rf"{not_}(?<!næsten )(?<!snart )(?<!bliver )(?<!blive )(?<!knap )"
    becoming = rf"(?:(?:{any_of([*data['almost'], *data['not']])})(?: er)? |blive |bliver |fylder |bliver snart )"
    decade = r"(?:er|i|midt i|først i|sidst i|starten af|slutningen af|midten af|begyndelsen af)"
    grown = rf"{_subject(data)}(?:jo |også |faktisk )*(?:en )?voksen(?: mand| kvinde)?(?! nok| siden)(?=\W|$| og| men)"
    patterns = [
        ("over18", rf"{lead}{not_}(?:{over}|{older})"),
        ("under18", rf"{lead}(?:{under})|(?<![a-zæøå0-9])(?:{not_over})"),
        ("over18", rf"(?<![a-zæøå0-9]){not_yet}(?:{any_of(data['adult'])})(?![a-zæøå])"),
        ("under18", rf"(?<![a-zæøå0-9])(?:{becoming}myndig\b|(?:{any_of(data['minor'])})(?![a-zæøå]))"),
        ("over18", rf"(?<![a-zæøå0-9]){decade} (?:{any_of(data['decades'])})"),
        ("over18", grown),
    ]
    return [(group, re.compile(pattern)) for group, pattern in patterns]


def _lead(data: Words) -> str:
    """What a pupil's age may follow: the beginning of a clause, the pupil, a small word."""
    person = _pupil(data)
    where = r"(?: (?:fra|på|i|hos|ved|med) (?:[\wæøå\[\].-]+ ){0,3}[\wæøå\[\].-]+)?"
    return rf"(?:^\s*|[.,;:(!?/\"»–-]\s*|{person}{where},? (?:(?:som|der) )?|\b(?:{any_of(data['lead'])}) )"


def _pupil(data: Words) -> str:
    """A word for the pupil, or the placeholder of a name."""
    return rf"(?<![a-zæøå])(?:{any_of(data['pupil'])})\]?"


def _subject(data: Words) -> str:
    """The pupil and "er": not "fraværet er", not "der er"."""
    return rf"{_lead(data)}(?:(?:{any_of(data['fillers'])}) )*(?:er|'s) "


def fillers(data: Words) -> str:
    """Small words that may stand before a number: "er jo kun 17"."""
    return rf"(?:(?:{any_of(data['fillers'])}) )*"


def any_of(words: Iterable[str]) -> str:
    """One alternative per word, the longest first; `x*` is a word that begins with x, `*x` one that ends with it."""
    longest_first = sorted((str(word).strip() for word in words), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\*", r"[\wæøå-]*").replace(r"\ ", " ") for word in longest_first)
