"""Help has come: a message after an acute danger that says so, read by rules alone.

The whole acute text is not said a second time to a teacher who tells that the ambulance is there. Missing a new danger
is worse than repeating, so every doubt makes it "no".
"""

from __future__ import annotations

from functools import cache

from bot.notation import PatternIndex, compile_pattern
from bot.safety.assess import assess
from bot.safety.rules import split_patterns
from bot.text import load_yaml, read_words

FILE = "aftermath.yml"
NO, YES, ONLY = "no", "yes", "only"
# A message that holds this many other words at most says nothing else.
FEW_WORDS = 4


@cache
def _patterns() -> PatternIndex[str]:
    content = load_yaml(FILE)
    groups = {name: tuple(split_patterns(entry)) for name, entry in content["words"].items()}
    index: PatternIndex[str] = PatternIndex()
    for meaning in ("came", "doubts"):
        for written in split_patterns(content[meaning]):
            index.add(meaning, compile_pattern(written, groups, f"{FILE}: {meaning}"))
    return index


def help_came(text: str) -> str:
    """Tell whether a message says that help is called or there, or that the pupil is safe.

    :param text: the message, redacted or not
    :return: `only` when it says that and no more, `yes` when it also says something else, `no` when it does not, or
        when a word casts doubt on it
    :raises KnowledgeError: when knowledge/aftermath.yml is wrong
    """
    words = read_words(text)
    hits = list(_patterns().find(words))
    if not hits or any(hit.key == "doubts" for hit in hits):
        return NO
    covered = {at for hit in hits for at in range(hit.first, hit.after)}
    rest = " ".join(text[word.start : word.end] for at, word in enumerate(words) if at not in covered)
    few = len(words) - len(covered) <= FEW_WORDS
    return ONLY if few and assess(rest).level == "none" else YES
