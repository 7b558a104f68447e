"""The patterns of ages, built from the words in `knowledge/age_words.yml` and `knowledge/people.yml`.

Every number is read from what stands right before it in its sentence and right after it. `RULES` are tried in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.word_files import load_words

Words = Mapping[str, Any]
FIELDS = (
    *("numbers", "only_with_years", "units", "before", "duration_before", "duration_after", "pupil", "stranger"),
    *("stranger_before", "others", "fillers", "almost", "not", "recently", "adult", "minor", "decades"),
    *("lead", "not_an_age", "likeness", "the_pupil", "follows", "pupil_nouns", "soon", "evidence", "unsure"),
    *("today", "groups", "child", "believed", "men", "women", "parents", "not_the_subject", "many", "ones"),
    *("tens", "months", "plural", "elders", "made_up", "introduces", "reports"),
)

NUMBER = re.compile(r"(?<![\d:§+])(?<!\d[./,-])(?P<age>\d\d)(?![\d+]|[:.,/-]\d|['-]?er(?:ne)?\b)")
RANGE = re.compile(
    r"(?<![\d.:/-])(?P<low>\d\d)(?: ?(?:-|–|/|til|eller|og)(?: måske| vist| nok| lige| fyldt)* ?| )"
    r"(?P<high>\d\d)(?![\d:/]|[.,]\d)(?P<years>[ -]?år)?"
)
_AGED = r"[ -]?(?:årig|åring)\w*"
_OLD = r"[ -]?års? (?:gammel|gml|gl|dreng|pige|mand|kvinde|elev)\b"
_YEARS = r" ?år\b(?! gamle)"
OR_MORE = r"(?: år)? (?:eller|og) (?:over|der ?over|opefter|ældre)"
OR_LESS = r"(?: år)? (?:eller|og) (?:under|derunder|yngre)"
_ASIDE = r"[.,!;:)]| ?år|\s*$"
# Words between "er" and the age: none that leads a number of something else.
_GUARDED = r"(?:(?!på|i|til|fra|af|om|ved|med|for|efter|mod|mellem|hver|over|under|ikke|der|som|det)[a-zæøå]+ ){1,4}"
_YEAR = r"(?:19|20)\d\d"
_WHERE = r"(?: (?:fra|på|i|hos|ved|med) (?:[\wæøå\[\].-]+ ){0,3}[\wæøå\[\].-]+)"
# What may stand before the ending that a list names. Longer than any word; without an end to it, a message that is one
# long word would be read again from each of its letters.
_BEGINNING = r"[\wæøå-]{0,40}"
_PIECE = re.compile(r"<([a-z_]+)>")
_FULL_DATE = r"(?:(?:(?P<day>\d{1,2})\D{1,2})?(?P<month>\d{1,2}|[a-zæøå]{3,9})\D{1,2})?"


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
    """Read the ways to say an age, the surest first.

    :param data: `age_words.yml`
    :return: rules of kind `not` and `not yet`, `soon`, `turns` (a birthday to come), `was` and `reached` (a
        birthday that has been), `is`, and `alone` (a number with nothing around it)
    """
    return [
        Rule(
            way["kind"],
            re.compile(rf"(?:{filled(way['before'], data)})$"),
            re.compile(filled(way.get("after", ""), data)),
        )
        for way in ways("ways")
    ]


def never(data: Words) -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    """Build what makes a number or a limit no age of the pupil's, however it is said.

    :param data: `age_words.yml`
    :return: pairs of what ends before the number and what begins after it; both must fit
    """
    return [
        (re.compile(filled(way.get("before", ""), data)), re.compile(filled(way.get("after", ""), data)))
        for way in ways("never")
    ]


def ways(key: str) -> Any:
    """Give one entry of `age_ways.yml`."""
    return load_words("age_ways.yml", "ways", "both", "theirs", "not_yet_of_age", "never", "answer")[key]


def filled(pattern: str, data: Words, **more: str) -> str:
    """Put words and pieces into a pattern of `age_ways.yml`.

    :param pattern: a regular expression in which `<name>` stands for a piece or for a list of words
    :param data: `age_words.yml`
    :param more: pieces that only this pattern knows
    :return: the regular expression
    """
    pieces = {**_pieces(data), **more}
    return _PIECE.sub(lambda match: pieces.get(match[1]) or any_of(data[match[1]]), pattern)


def _pieces(data: Words) -> dict[str, str]:
    """Build the pieces that several ways share."""
    return {
        "fill": fillers(data),
        "subject": _subject(data),
        "person": rf"(?<![a-zæøå])(?:{any_of([*data['pupil'], *data['stranger']])})\]?",
        "known": rf"(?:{any_of(data['the_pupil'])})\]?",
        "becoming": r"(?:er |fyldt |fylder |bliver |blir |er fyldt )?",
        "birthday": rf"\b(?:{any_of(data['soon'])})(?: [\wæøå]+)? ",
        "clause": rf"(?:(?!(?<![a-zæøå])(?:{any_of(data['not_an_age'])})(?![a-zæøå]))[\w \[\]'’/-])*",
        "introduced": introduced(data),
        "aged": _AGED,
        "old": _OLD,
        "years": _YEARS,
        "aside": _ASIDE,
        "guarded": _GUARDED,
        "where": _WHERE,
        "same_clause": r"(?:(?!\b(?:men|fordi|for|når|og|som|der|så)\b)[^,.;:])*",
        "to_question": r"[^.!\n]*\?",
    }


def introduced(data: Words) -> str:
    """Build the ways to bring in a pupil by any word: "det handler om et barn på 15", "hun er kun et barn på 15"."""
    known = any_of(data["the_pupil"])
    lead = rf"(?:{any_of(data['introduces'])}) (?:en|et)|(?:{known}) er {fillers(data)}(?:en|et)"
    return rf"\b(?:{lead}) (?:[\wæøå]+ ){{1,4}}på {fillers(data)}"


def born(data: Words) -> re.Pattern[str]:
    """Build the ways to tell a year of birth: "født i 2008", "årgang 08", "en 2008'er", "hun er fra 2008"."""
    person = _pupil(data)
    told = (
        rf"\bårgang |\b(?:født|fødselsdag(?: er)?) (?:i |den |d\. ?)?{_FULL_DATE}|\bf\. ?"
        rf"|(?:{_subject(data)}{fillers(data)}|{person} )fra |"
    )
    return re.compile(
        rf"(?:{told}(?={_YEAR}(?:[- ]?årgang|['-]?er\b)))(?P<year>{_YEAR})(?!\d)"
        r"|\b(?:årgang|født i) '?(?P<short>\d\d)\b"
    )


def after_birthday(data: Words, field: str) -> re.Pattern[str]:
    """Build the words after a birthday that tell when it was: "i går", "i sommer" (`recently`), "i dag" (`today`)."""
    return re.compile(rf" ?(?:år )?(?:her )?(?:{any_of(data[field])})(?![a-zæøå])")


def believed(data: Words) -> re.Pattern[str]:
    """Build what may stand after a range so that it is one of ages: "mellem 20 og 25 vil jeg tro"."""
    return re.compile(rf" (?:{any_of(data['believed'])})\b")


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
    over = rf"(?:over|fyldt|rundet|passeret|ældre end|mere end) (?:de )?(?:1[89]|[2-5]\d)\b|18{OR_MORE}"
    plus = r"(?:1[89]|[2-5]\d)(?:\+| plus\b)|18 år ?\+|(?:> ?|\+)18\b"
    under = rf"(?:under|yngre end) (?:de )?18\b|17{OR_LESS}|u[./]?18\b|[<-] ?18\b"
    not_over = r"(?:endnu )?ikke (?:er |endnu )?(?:fyldt |over )?18\b|\b18 endnu"
    not_ = r"(?<!ikke )(?<!ikke er )"
    decade = r"(?:er|i|midt i|først i|sidst i|starten af|slutningen af|midten af|begyndelsen af)"
    grown = rf"{_subject(data)}(?:jo |også |faktisk )*(?:en )?voksen(?: mand| kvinde)?(?! nok| siden)(?=\W|$| og| men)"
    grown += r"|\ben voksen (?:mand|kvinde) (?:i|på|fra) (?:min|mit|vores) "
    patterns = [
        ("over18", rf"\b(?:ikke|ej) (?:længere )?(?:{any_of(data['minor'])})"),
        (
            "under18",
            rf"(?<![a-zæøå0-9])(?:{filled(ways('not_yet_of_age'), data)}|(?:{any_of(data['minor'])})(?![a-zæøå]))",
        ),
        ("under18", rf"{lead}(?P<at>{under})|(?<![a-zæøå0-9])(?:{not_over})"),
        ("over18", rf"{lead}{not_}(?P<at>{over}|{plus})"),
        ("over18", rf"(?<![a-zæøå0-9]){not_}(?:{any_of(data['adult'])})(?![a-zæøå])"),
        ("over18", r"\bet par og (?:20|30|40|50|tyve|fyrre|halvtreds)\b"),
        ("over18", rf"(?<![a-zæøå0-9]){decade} (?:{any_of(data['decades'])})"),
        ("over18", grown),
    ]
    return [(group, re.compile(pattern)) for group, pattern in patterns]


def _lead(data: Words) -> str:
    """What a pupil's age may follow: the beginning of a clause, the pupil, a small word."""
    person = _pupil(data)
    return rf"(?:^\s*|[.,;:(!?/\"»–-]\s*|{person}{_WHERE}?,? (?:(?:som|der) )?|\b(?:{any_of(data['lead'])}) )"


def _pupil(data: Words) -> str:
    """A word for the pupil, or the placeholder of a name."""
    return rf"(?<![a-zæøå])(?:{any_of(data['pupil'])})\]?"


def _subject(data: Words) -> str:
    """The pupil and "er": not "fraværet er", not "der er"."""
    return rf"{_lead(data)}(?:(?:{any_of(data['fillers'])}) )*(?:er|'s|r|e|må være) "


def fillers(data: Words) -> str:
    """Small words that may stand before a number: "er jo kun 17"."""
    return rf"(?:(?:{any_of(data['fillers'])})\.? )*"


def any_of(words: Iterable[str]) -> str:
    """One alternative per word, the longest first; `x*` is a word that begins with x, `*x` one that ends with it."""
    longest_first = sorted((str(word).strip() for word in words), key=len, reverse=True)
    return "|".join(map(_alternative, longest_first))


def _alternative(word: str) -> str:
    beginning = _BEGINNING if word.startswith("*") else ""
    return beginning + re.escape(word.removeprefix("*")).replace(r"\*", r"[\wæøå-]*").replace(r"\ ", " ")
