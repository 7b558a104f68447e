"""Whose number it is: the words around it may say that it is no age, someone else's, or from another time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.nlu.age_patterns import OR_LESS, OR_MORE, Words, any_of, fillers
from bot.nlu.people import People
from bot.text import Word
from bot.word_files import load_words

_SENTENCE_END = re.compile(r"(?<!\bca)(?<!\bkl)(?<!\bnr)(?<!\bstk)(?<!\bd)(?<!\bf)[.!?…]+\s+|\n")
_FIRST_END = re.compile(r"[^.!\n]*\?")
_LONGEST = 120
_LOOK_BACK = 8
# A writer who gives an age like this is a pupil, not a teacher: "jeg er 17", "jeg går på sosu og er 19".
_YOUNG_WRITER = re.compile(r"\b(?:jeg|a|æ)\b.* er (?:\w+ )?$")
_OLDEST_WRITER = 20
# A grown-up as old as this is no pupil, unless the sentence says so.
_OLDEST_UNTOLD = 30
_WRITER_SAYS = re.compile(r"\b(?:mener|mente|tror|gætter på|vil sige|nok) $")
_IS_AGED = re.compile(r"[ -]?(?:årig|åring)|[ -]?års? (?:gammel|gml|gl)\b")
_IS_YEARS = re.compile(r" ?-?år\b")


class AgeContext:
    """Reads the surroundings of one number at a time.

    :param data: `age_words.yml`
    """

    def __init__(self, data: Words) -> None:
        relatives = any_of([*load_words("people.yml", "rel")["rel"], *data["others"]])
        stranger, fill = any_of(data["stranger"]), fillers(data)
        somebody = any_of([*data["stranger"], *data["pupil"]])
        self._people = People()
        self._before = re.compile(rf"(?:^|[^a-zæøå])(?:{any_of(data['before'])})\.? ?$")
        units, durations = any_of(data["units"]), any_of(data["duration_after"])
        self._after = re.compile(
            rf"\s?(?:%|\.\s?(?:{units})|(?:{units})(?![a-zæøå]))|-?års\b|\. ?klasse| (?:ud )?af (?:de |i alt )?\d"
            rf"|(?: år)? (?:{durations})\b|(?:{OR_MORE}|{OR_LESS})\b"
        )
        self._duration = re.compile(rf"\b(?:{any_of(data['duration_before'])}) $")
        people_in_general = rf"(?<!når )(?<!hvis )(?<!fordi )man (?:\w+ )?{fill}"
        self._past = re.compile(
            rf"\b(?:(?:var|dengang) {fill}(?:fyldt |blevet |på )?|som |siden |{people_in_general})$"
        )
        self._unsure = re.compile(rf"\b(?:{any_of(data['unsure'])})\b(?!.*\b(?:men|tror)\b)")
        self._asked = re.compile(rf"^(?:og |men )?er (?:{any_of(data['the_pupil'])})\b")
        self._like = re.compile(rf"\b(?:{any_of(data['likeness'])}) (?:(?:en|et) (?:\w+ ){{0,2}}?(?:på )?)?$")
        self._theirs = re.compile(
            rf"\b(?:{relatives})(?: er| på|:)? ?\(?{fill}$"
            rf"|^(?!.*\bden ene\b).*\b(?:{any_of(data['groups'])})\b[^,;]*$"
        )
        self._writers_child = re.compile(rf"\bjeg er (?:\w+ )?(?:{relatives}) til (?:en|et|to) (?:\w+ )?på $")
        self._theirs_aside = re.compile(rf"\b(?:{relatives}), ?$")
        self._theirs_after = re.compile(rf"(?:[ -]?årig\w*| års? gamle?) (?:\w+ )?(?:{relatives})\b")
        self._stranger = re.compile(rf"\b(?:en|et|den) (?:(?:\w+ )?(?:{stranger}) på {fill})?$")
        self._pupil_after = re.compile(rf"[ -]?åri\w+ (?:\w+ )?(?:{any_of(data['pupil'])})\b")
        self._evidence = re.compile(rf"\b(?:{any_of(data['evidence'])})\b")
        self._grown_pupil = re.compile(
            rf"(?:^\s*|[.,:;(]\s*|elev |\b(?:en|voksen|unge?|ældre) )(?:{stranger})(?:,? ?\(?| på )$"
        )
        self._met = re.compile(
            rf"\b(?:{any_of(data['stranger_before'])}) (?:en |den |nogle )?(?:\w+ )?(?:{stranger}) (?:på |er )?$"
        )
        # A pupil who has been named does not become "en pige på 16" in the same sentence: that is somebody else.
        self._new_person = re.compile(
            rf"\b(?:{any_of(data['the_pupil'])})\]?s?\b(?P<between>.*?)\b(?:en|et|to|tre|nogle) (?:\w+ )?"
            rf"(?:(?:{somebody}) (?:på |omkring )?{fill})?$"
        )
        self._same_person = re.compile(r"(?:\b(?:er|var|bliver|som|jo|,)(?: \w+)? |[,:(–-] ?|^ )$")

    @staticmethod
    def around(plain: str, start: int, end: int) -> tuple[str, str]:
        """What stands before in the same sentence, and after."""
        before = plain[max(0, start - _LONGEST) : start]
        return _SENTENCE_END.split(before)[-1], plain[end : end + _LONGEST]

    def is_counted(self, before: str, after: str) -> bool:
        """Whether the number counts something else than years of life, or is a time, a page, a paragraph."""
        if _IS_AGED.match(after):
            return False
        if self._before.search(before) or self._after.match(after):
            return True
        return bool(_IS_YEARS.match(after) and self._duration.search(before))

    def is_past(self, before: str) -> bool:
        """Whether the sentence tells of another time, of people in general, or of what the pupil is like."""
        return bool(self._past.search(before) or self._like.search(before))

    def is_unsure(self, before: str, after: str) -> bool:
        """Whether the writer does not know, or only asks: "ved ikke, om hun er 18", "er han over 18?"."""
        asked = self._asked.search(before) and _FIRST_END.match(after)
        return bool(asked or self._unsure.search(before))

    def is_others(self, before: str, age: int, after: str, words: Sequence[Word], start: int) -> bool:
        """Whether the age belongs to someone else."""
        if self._writers_child.search(before) or self._met.search(before):
            return True
        if self._theirs_after.match(after) or self._is_new_person(before, after):
            return True
        if age > _OLDEST_UNTOLD and self._is_stranger(before, after):
            return True
        if self._grown_pupil.search(before) or (age <= _OLDEST_WRITER and _YOUNG_WRITER.search(before)):
            return False
        if self._theirs.search(before) or (self._theirs_aside.search(before) and not _IS_YEARS.match(after)):
            return True
        return self.is_said_of_others(before, words, start)

    def _is_stranger(self, before: str, after: str) -> bool:
        """Whether "en mand på 40" or "en 40-årig chef" comes in without a word of the school."""
        if not self._stranger.search(before) or self._evidence.search(before + _SENTENCE_END.split(after)[0]):
            return False
        return not _IS_AGED.match(after) or not self._pupil_after.match(after)

    def _is_new_person(self, before: str, after: str) -> bool:
        match = self._new_person.search(before)
        if match is None or (before.endswith(("en ", "et ", "to ", "tre ")) and not _IS_AGED.match(after)):
            return False
        return not self._same_person.search(match["between"])

    def is_said_of_others(self, before: str, words: Sequence[Word], start: int) -> bool:
        """Whether the nearest person before is somebody near the pupil, or the writer."""
        position = next((index for index, word in enumerate(words) if word.start >= start), len(words))
        person = self._people.nearest(words, position, max(0, position - _LOOK_BACK))
        if person == "writer":
            return not (before.rstrip().endswith((",", ":", "(", ".")) or _WRITER_SAYS.search(before))
        return person == "relative"
