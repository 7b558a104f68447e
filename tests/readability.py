"""How hard a Danish text is to read, the same way for every text that a teacher reads."""

import re

LONG_WORD = 6


def lix(text: str) -> float:
    """LIX: words per sentence plus the percentage of words over six letters (Björnsson 1968).

    A line of its own, such as a step in a list, ends a sentence.
    """
    lines = [re.sub(r"^\d\. ", "", line) for line in text.splitlines()]
    parts = [re.findall(r"[^\W_][\w-]*", part) for line in lines for part in re.split(r"[.!?:]\"?(?:\s|$)", line)]
    found = [words for words in parts if words]
    words = [word for sentence in found for word in sentence]
    return len(words) / len(found) + 100 * sum(len(word) > LONG_WORD for word in words) / len(words)
