"""What a number counts: the words around it may say that it is no age, or one from another time."""

from __future__ import annotations

import re

from bot.nlu.age_patterns import OR_LESS, OR_MORE, Words, any_of, fillers, never

_SENTENCE_END = re.compile(r"(?<!\bca)(?<!\bkl)(?<!\bnr)(?<!\bstk)(?<!\bd)(?<!\bf)[.!?…]+\s+|\n")
_FIRST_END = re.compile(r"[^.!\n]*\?")
_LONGEST = 120
IS_AGED = re.compile(
    r"[ -]?(?:årig|åring)|[ -]?års? (?:gammel|gml|gl|dreng|pige|mand|kvinde|elev)\b|[ -]?års(?: ?fødsels| ?)dag"
)
IS_YEARS = re.compile(r" ?-?år\b")


class AgeContext:
    """Reads the surroundings of one number at a time.

    :param data: `age_words.yml`
    """

    def __init__(self, data: Words) -> None:
        fill, known = fillers(data), any_of(data["the_pupil"])
        self._before = re.compile(rf"(?:^|[^a-zæøå])(?:{any_of(data['before'])})\.? ?$|\bklokken (?:\w+ ){{1,3}}$")
        units, durations = any_of(data["units"]), any_of(data["duration_after"])
        self._after = re.compile(
            rf"\s?(?:%|\.\s?(?:{units})|(?:{units})(?![a-zæøå]))|-?års\b|\. ?klasse| (?:ud )?af (?:de |i alt )?\d"
            rf"|(?: år)? (?:{durations})\b|(?: år)? er (?:grænsen|den seksuelle|minimum)|(?:{OR_MORE}|{OR_LESS})\b"
        )
        self._duration = re.compile(rf"\b(?:{any_of(data['duration_before'])}) $")
        self._as_it_is = re.compile(rf"[ -]?årig (?:er|burde|kan|skal|må|bør|føler|vil|står|bor) (?:{known})\b")
        people_in_general = rf"(?<!når )(?<!hvis )(?<!fordi )man (?:\w+ )?{fill}"
        self._past = re.compile(
            rf"\b(?:(?:var|dengang) (?:(?:{known}) )?{fill}(?:fyldt |blevet |på )?|som |siden |{people_in_general}"
            rf"|(?:ville|skulle) (?:\w+ ){{0,3}}være (?:blevet|fyldt) "
            rf"|\b(?:engang|sidste år|år siden)\b[^,.;]*\b(?:en|et|to) (?:\w+ ){{1,2}}(?:på )?)$"
        )
        self._unsure = re.compile(
            rf"\b(?:{any_of(data['unsure'])}) (?:{known})\b(?!.*\b(?:men|tror)\b)"
            rf"|\b(?:{any_of(data['made_up'])})\b[^,;]*$"
        )
        self._asked = re.compile(rf"^(?:og |men )?er (?:{known})\b|\b(?:hvor gammel|hvornår) (?:skal|må|kan|er) man\b")
        self._never = never(data)
        self._like = re.compile(
            rf"\b(?:{any_of(data['likeness'])}) (?:(?:en|et) (?:\w+ ){{0,2}}?(?:på )?)?$"
            rf"|\bsom (?:en|et|om (?:\w+ )?(?:er|var)) (?:\w+ ){{0,2}}(?:på )?$"
            rf"|\b(han|hun) (?:selv )?tror (?:selv )?(?:at )?\1 er {fill}$"
        )

    @staticmethod
    def around(plain: str, start: int, end: int) -> tuple[str, str]:
        """What stands before in the same sentence, and after."""
        before = plain[max(0, start - _LONGEST) : start]
        return _SENTENCE_END.split(before)[-1], plain[end : end + _LONGEST]

    @staticmethod
    def rest_of_sentence(after: str) -> str:
        """What is left of the sentence."""
        return _SENTENCE_END.split(after)[0]

    def is_counted(self, before: str, after: str) -> bool:
        """Whether the number counts something else than years of life, or is a time, a page, a paragraph."""
        if IS_AGED.match(after):
            return False
        if self._before.search(before) or self._after.match(after):
            return True
        return bool(IS_YEARS.match(after) and self._duration.search(before))

    def is_past(self, before: str, after: str = "") -> bool:
        """Whether the sentence tells of another time, of people in general, or of what the pupil is like."""
        if self._like.search(before):
            return True
        return bool(self._past.search(before)) and not self._as_it_is.match(after)

    def is_unsure(self, before: str, after: str) -> bool:
        """Whether the writer does not know, asks, supposes, or tells of a rule: "hvis han er 17"."""
        asked = self._asked.search(before) and _FIRST_END.match(after)
        if asked or self._unsure.search(before):
            return True
        return any(ahead.match(after) and behind.search(before) for behind, ahead in self._never)
