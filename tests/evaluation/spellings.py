"""The same text as others would type it. Pure, and the same every time."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

_SEED = 20
_WORDS_PER_SLIP = 10
# A slip in a shorter word makes another word of it, not a misspelt one.
_LEAST_LETTERS = 4
_PUNCTUATION = re.compile(r"[;:!?…\"'”“’»«()]|(?<!\d)[.,]|[.,](?!\d)")
_TWO_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})
_ONE_LETTER = str.maketrans("æøåÆØÅ", "aoaAOA")
_ROWS = ("qwertyuiopå", "asdfghjklæø", "zxcvbnm")


def neighbours(letter: str) -> str:
    """Give the keys beside a letter on a Danish keyboard."""
    for row in _ROWS:
        at = row.find(letter)
        if at >= 0:
            return row[max(0, at - 1) : at] + row[at + 1 : at + 2]
    return ""


def slip(word: str, chance: random.Random) -> str:
    """Make one slip of the finger in a word: two letters swapped, one missing, one twice, or the key beside."""
    at = chance.randrange(1, len(word) - 1)
    beside = neighbours(word[at].lower())
    wrong = [
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        *([word[:at] + chance.choice(beside) + word[at + 1 :]] if beside else []),
    ]
    return chance.choice([other for other in wrong if other != word])


def with_slips(text: str) -> str:
    """Make one slip per ten words; the rest of the words decides by chance whether there is one more.

    :param text: the text; words with figures in them are left alone, because they would mean something else
    :return: the text with slips, always the same ones
    """
    chance = random.Random(f"{_SEED}:{text}")
    words = re.split(r"(\W+)", text)
    long = [at for at, word in enumerate(words) if word.isalpha() and len(word) >= _LEAST_LETTERS]
    count = sum(bool(re.match(r"\w", word)) for word in words)
    slips = count // _WORDS_PER_SLIP + (chance.random() < count % _WORDS_PER_SLIP / _WORDS_PER_SLIP)
    for at in chance.sample(long, min(slips, len(long))):
        words[at] = slip(words[at], chance)
    return "".join(words)


def without_punctuation(text: str) -> str:
    """Leave out punctuation, except inside numbers and words."""
    return _PUNCTUATION.sub("", text)


SPELLINGS: Mapping[str, Callable[[str], str]] = {
    "ae_oe_aa": lambda text: text.translate(_TWO_LETTERS),
    "a_o_a": lambda text: text.translate(_ONE_LETTER),
    "lower_case": str.lower,
    "no_punctuation": without_punctuation,
    "slips": with_slips,
}
