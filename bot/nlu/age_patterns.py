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
    *("pupil_nouns", "soon", "evidence", "unsure", "today", "groups", "child", "believed", "men", "women"),
    *(
        "parents",
        "not_the_subject",
        "many",
        "ones",
        "tens",
        "months",
        "plural",
        "elders",
        "made_up",
        "introduces",
        "reports",
    ),
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
    """Build the ways to say an age, the surest first.

    :param data: `age_words.yml`
    :return: rules of kind `not` and `not yet`, `soon`, `turns` (a birthday to come), `was` and `reached` (a
        birthday that has been), `is`, and `alone` (a number with nothing around it)
    """
    fill, subject = fillers(data), _subject(data)
    person = rf"(?<![a-zæøå])(?:{any_of([*data['pupil'], *data['stranger']])})\]?"
    becoming = r"(?:er |fyldt |fylder |bliver |blir |er fyldt )?"
    clause = rf"(?:(?!(?<![a-zæøå])(?:{any_of(data['not_an_age'])})(?![a-zæøå]))[\w \[\]'’/-])*"
    known = rf"(?:{any_of(data['the_pupil'])})\]?"
    child = any_of(data["child"])
    birthday = rf"\b(?:{any_of(data['soon'])})(?: [\wæøå]+)? "
    written = [
        ("not yet", rf"\b(?:{any_of(data['not'])}) (?:er )?(?:fyldt|rundet) {fill}", ""),
        ("not", rf"\b(?:{any_of(data['not'])}) {becoming}{fill}", ""),
        ("not", rf"\b(?:før|inden|indtil|til) {known} (?:er|har|bliver|blir|fylder) {fill}", ""),
        ("soon", rf"\b(?:{any_of(data['almost'])}) {becoming}{fill}", ""),
        ("soon", rf"\bmangler [^.,;]*\bi (?:at (?:være|blive|fylde) )?{fill}", ""),
        ("soon", rf"(?:{subject}|^\s*){fill}", rf"(?: år)? (?:{any_of(data['soon'])})"),
        ("soon", rf"{birthday}er {known} {fill}", ""),
        ("was", rf"\bnåede {fill}at (?:fylde|blive|runde) {fill}", ""),
        ("not", rf"\b(?:blive|bli|fylde|runde) {fill}", ""),
        ("turns", rf"\b(?:fylder|runder|(?<!der )(?<!det )(?<!\d )(?:bliver|blir)) (?:{known} )?{fill}", ""),
        ("is", rf"\b(?:lige|netop|just) {fill}(?:blevet|fyldt|rundet) {fill}", ""),
        ("reached", rf"\b(?:er|har) {fill}(?:blevet|fyldt|rundet) {fill}", ""),
        ("was", rf"\b(?:fyldte|fyldt|rundede|fejrede) (?:{known} )?{fill}", ""),
        ("was", rf"(?:{person} (?:[\wæøå]+ ){{0,3}}|^\s*|[,;(] ?|\bog )(?:blev|blevet) (?:{known} )?{fill}", ""),
        ("is", r"\b(?:holdt|fejret|fejrede|haft) (?:[\wæøå]+ ){0,2}", r"[ -]?års(?: ?fødsels| ?)dag"),
        ("is", r"^\s*", r"\W*$"),
        ("is", rf"{subject}{fill}", ""),
        ("is", "", _AGED),
        ("is", r"(?<!\ber )", _OLD),
        ("is", rf"\b(?:(?:alder(?:en)?|aldersmæssigt)(?: er| ?[:=]|(?: om)? til)?|er {known}) {fill}", ""),
        ("is", rf"(?:^\s*|{subject}(?:[\wæøå]+ ){{1,2}})i en alder af {fill}", ""),
        ("is", rf"(?:{known} siger|\bifølge [\wæøå]+|\b(?:gætter|skyder?) på)(?: selv)? {fill}", r"\s*(?:$|[.,!;])"),
        ("is", rf"\b{known} er {_GUARDED}", r"(?:[.,!;:)?]|\s*$| (?:og|men|så)\b)"),
        ("is", rf"{known} er den (?:ældste|yngste)(?:{_WHERE})?(?:,| på) ", ""),
        ("is", rf"{person} ?[/–-] ?", r" ?(?:[/–-] ?[a-zæøå]|år)"),
        ("is", r"(?:^\s*|[,:;.] ?|\ber )", r",? (?:og )?ikke \d\d\b"),
        ("is", rf"(?:{child})(?: er| på|,|:)? {fill}", ""),
        ("is", rf"{person}(?: på|:| \(|,? \() ?{fill}", ""),
        ("is", rf"{person}(?:{_WHERE}| den [\wæøå]+) på {fill}", ""),
        ("is", introduced(data), ""),
        ("is", rf"\ben af (?:mine|vores) (?:[\wæøå'-]+ ){{1,3}}på {fill}", ""),
        ("is", rf"(?<![a-zæøå])(?:{any_of(data['pupil_nouns'])})\]? {fill}", ""),
        ("is", rf"{person} {fill}", rf"{_ASIDE}| fra| som| der| ?/"),
        ("is", rf"{person}, ?", _ASIDE),
        ("is", rf"(?:^|[^\w \[\]'’/-]){clause}", _YEARS),
        (
            "is",
            rf"\b(?:nej|men|undskyld|mener|mente|vent|ja|jo|hov|ups|rettelse:?),? {fill}",
            rf"\s*(?:$|[.,!;?)]|(?:{any_of(data['follows'])})\b)",
        ),
        ("is", rf"(?:{subject}(?:[\wæøå]+ ){{1,2}}|(?:^\s*|[.,] )[a-zæøå]+ )og {fill}", r"(?:[.,!;)]|\s*$)"),
        (
            "alone",
            rf"(?:^\s*|[,;] )(?!så )\(?{fill}",
            rf"(?: (?:{any_of(data['believed'])}))?\)?(?:[.,!;?…)]|\s*[\"”]?$)",
        ),
        (
            "alone",
            rf"^\s*{fill}",
            r" (?:nu\b|og (?!\d|de |alle |vi |jeg )|(?:fra|med) (?!hold|klass|os |skole|de |min))",
        ),
    ]
    return [Rule(kind, re.compile(rf"(?:{before})$"), re.compile(after)) for kind, before, after in written]


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
    becoming = (
        rf"(?:(?:{any_of([*data['almost'], *data['not']])})(?: er)?|bliver?(?: snart| først)?|fylder|i at være"
        rf"|(?:før|inden|indtil|til) (?:{any_of(data['the_pupil'])})\]?(?: er| bliver)?) "
    )
    decade = r"(?:er|i|midt i|først i|sidst i|starten af|slutningen af|midten af|begyndelsen af)"
    grown = rf"{_subject(data)}(?:jo |også |faktisk )*(?:en )?voksen(?: mand| kvinde)?(?! nok| siden)(?=\W|$| og| men)"
    grown += r"|\ben voksen (?:mand|kvinde) (?:i|på|fra) (?:min|mit|vores) "
    patterns = [
        ("over18", rf"\b(?:ikke|ej) (?:længere )?(?:{any_of(data['minor'])})"),
        ("under18", rf"(?<![a-zæøå0-9])(?:{becoming}myndig\b|(?:{any_of(data['minor'])})(?![a-zæøå]))"),
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
    return "|".join(re.escape(word).replace(r"\*", r"[\wæøå-]*").replace(r"\ ", " ") for word in longest_first)
