"""Whose age it is: the pupil's, someone else's, or that of people in general."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.nlu.age_context import IS_AGED, IS_YEARS, AgeContext
from bot.nlu.age_patterns import Words, any_of, filled, fillers, introduced, ways
from bot.nlu.people import People
from bot.text import Word
from bot.word_files import load_words

_LOOK_BACK = 8
# A writer who gives an age like this is a pupil, not a teacher: "jeg er 17", "jeg går på sosu og er 19".
_YOUNG_WRITER = re.compile(r"\b(?:jeg|a|æ)\b(?:(?!\b(?:han|hun|de|der|som)\b).)* er (?:\w+ )?$")
_OLDEST_WRITER = 20
# A grown-up as old as this is no pupil, unless the sentence says so.
_OLDEST_UNTOLD = 30
_WRITER_SAYS = re.compile(r"\b(?:mener|mente|tror|gætter på|vil sige|nok) $")
_CHILD_LAST = re.compile(r"\b(?:datter|datteren|søn|sønnen),? $")
_OF_THAT_AGE = re.compile(r"[ -]?årige\b")
_ONE_OF_THAT_AGE = re.compile(r"(?:^\s*|\b(?:den|min|mine|vores|hende|ham|to|tre|fire) (?:\w+ )?)$")
_PUPIL_NOUN = re.compile(r"elev|lærling|kursist")
# A pupil who has been named does not become "en pige på 16" in the same sentence, unless this stands between.
_SAME_PERSON = re.compile(r"(?:\b(?:er|var|bliver|som|jo|,)(?: \w+)? |[,:(–-] ?|^ )$")
_PRONOUN = re.compile(
    r".*\b(?P<who>han|hun|de)\b (?:er|r|e|på|var|må|har|bliver|blir|blev|fylder|fyldte|runder|siger) "
    r"(?:[\wæøå]+ ){0,3}$|.*\b(?:er|bliver|fylder) (?P<turned>han|hun|de) (?:[\wæøå]+ ){0,2}$",
    re.DOTALL,
)
# The words other than the pupil's that a pronoun can stand for.
_SAME = {"han": {"man"}, "hun": {"woman"}, "de": {"many"}}


class AgeOwner:
    """Tells whose age a number is.

    :param data: `age_words.yml`
    """

    def __init__(self, data: Words) -> None:
        self._people = People()
        self._strangers = frozenset(data["stranger"])
        self._evidence = re.compile(rf"\b(?:{any_of(data['evidence'])})\b")
        relatives = any_of([*load_words("people.yml", "rel")["rel"], *data["others"]])
        self._read_pupils(data)
        self._read_relatives(data, relatives)
        self._read_strangers(data, relatives)
        self._read_pronouns(data, relatives)

    def _read_pupils(self, data: Words) -> None:
        """The ways to say that it is the pupil, or pupils in general."""
        fill, stranger = fillers(data), any_of(data["stranger"])
        # "det handler om et barn på 15": whoever is brought in like this is the pupil.
        self._introduced = re.compile(rf"{introduced(data)}$")
        self._both = re.compile(filled(ways("both"), data))
        # "piger på 16" are people in general; "to piger på 16" and "mine piger" are pupils.
        self._people_in_general = re.compile(
            rf"(?P<counted>\b(?:to|tre|fire|fem|begge|mine|vores|vore|har|den|en af|\d) (?:\w+ ){{0,2}})?"
            rf"\b(?:{any_of(data['plural'])}) (?:(?:på|mellem|over|under|fra|der er|som er) )?{fill}$"
        )
        self._pupil_after = re.compile(rf"[ -]?åri\w+ (?:\w+ )?(?:{any_of(data['pupil'])})\b")
        self._grown_pupil = re.compile(
            rf"(?:^\s*|[.,:;(]\s*|elev |\b(?:en|voksen|unge?|ældre) )(?:{stranger})(?:,? ?\(?| på )$"
        )

    def _read_relatives(self, data: Words, relatives: str) -> None:
        """The ways to say that it is someone near the pupil or the writer."""
        fill, stranger, parents = fillers(data), any_of(data["stranger"]), any_of(data["parents"])
        not_another = rf"(?:(?!\b(?:{any_of(data['the_pupil'])}|jeg|vi|man|elev|der)\b)[^,.])*"
        self._theirs = re.compile(filled(ways("theirs"), data, relatives=relatives, not_another=not_another))
        self._writers_child = re.compile(
            rf"\bjeg er (?:\w+ )?(?:{relatives}) til (?:en|et|to) (?:\w+ )?på $"
            rf"|\bjeg er (?:en |selv )*(?:\w+ )?(?:{stranger}) på {fill}$"
        )
        self._theirs_aside = re.compile(rf"\b(?:{relatives}), ?$")
        self._theirs_after = re.compile(
            rf"(?:[ -]?årige?| års? gamle?) (?:\w+ )?(?:{relatives})\b|(?: år)?,? altså (?:\w+ )?(?:{relatives})\b"
        )
        self._other_after = re.compile(rf"e? (?:{relatives})\b")
        self._parents_child = re.compile(rf"(?:{any_of(data['child'])})(?: er| på|,|:)? {fill}$")
        self._parent = re.compile(rf"(?<!hans )(?<!hendes )(?<!sin )(?<!elevens )\b(?:{parents})\b")

    def _read_strangers(self, data: Words, relatives: str) -> None:
        """The ways to bring in somebody new."""
        fill, stranger = fillers(data), any_of(data["stranger"])
        somebody = any_of([*data["stranger"], *data["pupil"]])
        self._stranger = re.compile(rf"\b(?:en|et|den) (?:(?:\w+ )?(?:{stranger}) på {fill})?$")
        self._met = re.compile(
            rf"\b(?:{any_of(data['stranger_before'])}) (?:en |den |nogle )?(?:\w+ )?(?:{stranger}) (?:på |er )?$"
            rf"|\b(?:hos|med|af|fra|mod) en (?:(?:fra|på|i) \w+ på|der er|som er) {fill}$"
            rf"|\b(?:sammen|gift|kæreste) med (?:ham|hende) på {fill}$|\bnår (?:de|unge|folk|børn) er {fill}$"
            rf"|\b(?:læst?e?|film|artikel|stil|historie|serie) om (?:en|et) (?:\w+ ){{0,2}}(?:på )?$"
        )
        # A pupil who has been named does not become "en pige på 16" in the same sentence: that is somebody else.
        self._new_person = re.compile(
            rf"\b(?:{any_of(data['the_pupil'])})\]?s?\b(?P<between>.*?)\b(?:en|et|to|tre|nogle) (?:\w+ )?"
            rf"(?:(?:{somebody}) (?:på |omkring )?{fill})?$"
        )
        self._someone = re.compile(
            rf"(?:^(?:og |men |nu |der (?:er|står|sidder|kommer) )?|, (?:og )?)(?:en|to|tre|fire|nogle) (?:på {fill}|"
            rf"(?:[\wæøå]+ ){{0,3}}?(?:{any_of(data['stranger'])}|pige|dreng|piger|drenge|unge|knægt) på {fill})?$"
        )
        self._meets_pupil = re.compile(
            rf"(?: der| som)?(?:(?!\b(?:{any_of(data['not_the_subject'])}|{relatives})\b)[^,.;:!?])*?"
            r"\b(?:hende|ham|min elev|eleven|en af (?:mine|vores))\b"
        )

    def _read_pronouns(self, data: Words, relatives: str) -> None:
        """The persons that "han", "hun" and "de" may stand for."""
        men, women = any_of(data["men"]), any_of(data["women"])
        self._mention = re.compile(
            rf"\b(?:(?P<han>han|ham|hans|drengen|knægten)|(?P<hun>hun|hende|hendes|pigen|tøsen)|(?P<man>{men})"
            rf"|(?P<woman>{women})|(?P<many>(?:de )?andre|{any_of(data['many'])})|(?P<other>{relatives}))\b"
        )
        self._topic = re.compile(
            rf"(?:^|[.!?] )(?:(?:hendes|hans|elevens) )?(?:(?P<man>{men})|(?P<woman>{women})) "
            rf"(?!(?:{any_of(data['reports'])})\b)[a-zæøå]+ [^.!?]*[.!?,] $"
        )
        self._writers_own = re.compile(
            rf"\b(?:min|mit|mine|jeg har (?:selv )?(?:en|to)) (?:\w+ )?(?:(?P<man>{men})|(?P<woman>{women}))\b"
        )
        self._aside = re.compile(
            rf"\b(?:(?P<man>{men})|(?P<woman>{women})|(?:hans|hendes|elevens|og|at) (?P<other>{relatives})),? $"
        )
        self._elder = re.compile(rf"\b(?:{any_of([*data['parents'], *data['elders']])})\b")

    def is_others(self, earlier: str, before: str, age: int, after: str, words: Sequence[Word]) -> bool:
        """Whether the age belongs to someone else. `earlier` is all of the message before the number."""
        if self._both.search(before) or self._introduced.search(before):
            return False
        if self.is_in_general(before, after):
            return True
        if self._parents_child.search(before):
            return _PUPIL_NOUN.search(earlier) is not None or not self._parent.search(earlier)
        if self._writers_child.search(before) or self._met.search(before):
            return True
        if self._theirs_after.match(after) or self._is_new_person(before, after) or self._is_someone(before, after):
            return True
        if age > _OLDEST_UNTOLD and self._is_stranger(before, after):
            return True
        if self._grown_pupil.search(before) or (age <= _OLDEST_WRITER and _YOUNG_WRITER.search(before)):
            return False
        if self._theirs_aside.search(before) and not IS_YEARS.match(after):
            return True
        return self.is_said_of_others(earlier, before, age, words)

    def is_in_general(self, before: str, after: str) -> bool:
        """Whether it is the age of many: "drenge på 16", "blandingen af 17-årige og voksne"."""
        if _OF_THAT_AGE.match(after) and not self._pupil_after.match(after):
            return not _ONE_OF_THAT_AGE.search(before)
        people = self._people_in_general.search(before)
        return people is not None and people["counted"] is None

    def is_followed_by_other(self, after: str) -> bool:
        """Whether "mindreårig" or "myndig" is said of the next word: "en mindreårig bror"."""
        return self._other_after.match(after) is not None

    def is_said_of_others(self, earlier: str, before: str, age: int, words: Sequence[Word]) -> bool:
        """Whether the nearest person before is somebody near the pupil, or the writer."""
        if self._theirs.search(before) or self._is_pronoun_of_other(earlier, before, age):
            return True
        position = next((index for index, word in enumerate(words) if word.start >= len(earlier)), len(words))
        person = self._people.nearest(words, position, max(0, position - _LOOK_BACK))
        if person == "writer":
            return not (before.rstrip().endswith((",", ":", "(", ".")) or _WRITER_SAYS.search(before))
        return person == "relative"

    def _is_someone(self, before: str, after: str) -> bool:
        """Whether "en fyr på 22" does something to the pupil: a subject's own object would be "sig", not "hende"."""
        return bool(self._someone.search(before) and self._meets_pupil.match(after))

    def _is_stranger(self, before: str, after: str) -> bool:
        """Whether "en mand på 40" or "en 40-årig chef" comes in without a word of the school."""
        if not self._stranger.search(before) or self._evidence.search(before + AgeContext.rest_of_sentence(after)):
            return False
        return not IS_AGED.match(after) or not self._pupil_after.match(after)

    def _is_new_person(self, before: str, after: str) -> bool:
        match = self._new_person.search(before)
        if match is None or (before.endswith(("en ", "et ", "to ", "tre ")) and not IS_AGED.match(after)):
            return False
        return not _SAME_PERSON.search(match["between"])

    def _is_pronoun_of_other(self, earlier: str, before: str, age: int) -> bool:
        """Whether the "han", "hun" or "de" that the age is said of is someone else than the pupil."""
        pronoun = _PRONOUN.match(before)
        if pronoun is None:
            return False
        who = pronoun["who"] or pronoun["turned"]
        told = earlier[: len(earlier) - len(before) + pronoun.start("who" if pronoun["who"] else "turned")]
        pupil, nearest, others = self._mentioned(told, who)
        if who == "de":
            return "many" in others
        if pupil not in (None, who) and others & {*_SAME[who], "other"}:
            return True
        if age > _OLDEST_UNTOLD and nearest in _SAME[who]:
            return True
        near = self._topic.search(told)
        if pupil is None:
            near = near or self._aside.search(told) or self._writers_own.search(told)
        if near is None or (_CHILD_LAST.search(told) and self._parent.search(told)):
            return False
        return near.lastgroup in {*_SAME[who], "other"} and not self._elder.search(near.group())

    def _mentioned(self, told: str, who: str) -> tuple[str | None, str | None, set[str]]:
        """The pupil's pronoun, the nearest person that `who` may stand for, and the kinds of other people."""
        pupil, nearest, others = None, None, set()
        for mention in self._mention.finditer(told):
            kind = str(mention.lastgroup)
            if mention.group() in self._strangers and self._evidence.search(told):
                continue  # "en kvinde i min klasse" is the pupil
            nearest = kind if kind in (who, *_SAME[who]) else nearest
            if kind not in _SAME:
                others.add(kind)
            elif pupil is None and not others & _SAME[kind]:
                pupil = kind
        return pupil, nearest, others
