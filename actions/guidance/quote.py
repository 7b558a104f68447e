"""The teacher's own words as they may stand in a text that is copied into other systems: nothing in them acts."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Sequence

# As long as the door lets a message be; a redacted one may be longer.
LONGEST = 1000
MOST = 12
LINK = "[link]"
_CUT = "…"
_MARKS_ON_A_LETTER = 2

# Tags that are also short Danish words ("<i Ikast>") count as tags only when they stand alone or hold a "=".
_TAGS = (
    r"html|head|body|title|base|link|meta|style|script|noscript|template|i?frame|object|embed|svg|math|mtext|img|image|"
    r"video|audio|source|canvas|form|input|button|select|option|textarea|label|a|b|i|u|s|em|strong|small|big|p|br|hr|div|"
    r"span|h[1-6]|[uod]l|li|d[td]|table|t[rdh]|thead|tbody|pre|code|center|font|marquee|details|summary|animate|use|path"
)
_EVENTS = r"error|load|click|mouse\w*|focus\w*|blur|key\w*|toggle|begin|animation\w*|submit|change|input|pointer\w*"
# What is taken out, in this order, and what stands there instead; again and again until nothing is found.
_NO_WORDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), instead)
    for pattern, instead in (
        (r"<!--.*?(?:-->|$)|<%.*?%>|<[!?][^<>]*>", " "),
        (r"<(script|style|iframe|svg|math|object|template)\b[^<>]*>.*?</\1\s*>", " "),
        (rf"</[a-z][^<>]*>|<(?:{_TAGS})\s*/?>|<[a-z][\w:-]*\s[^<>]*=[^<>]*>?", " "),
        # What is left of a "<" before a letter is a sign again: "< fyldt 18".
        (r"<(?=[a-z/!?%])", "< "),
        # Orders to Rasa, JSON, and the templates of many languages.
        (r"(?:/?[a-z]+(?:_[a-z]+)*(?:@[\d.]+)?|[$#%@])?\{[^{}]*\}", " "),
        (r"\]\([^()\s]*[:/]\S*", "] "),
        (r"\](?=[(\[])", "] "),
        (r"\b(?:javascript|vbscript|livescript)\s*:\s*\S*|\bdata:[\w-]+/\S*", " "),
        (r"\b[a-z][a-z\d+.-]{1,20}://\S*|(?<!\S)//[\w-]+\.\S*|\bwww\.\S+", LINK),
        (r"(?<!\w)/+(?=\w)", " "),
        (rf"\bon(?:{_EVENTS})\s*=\s*\S*", " "),
    )
)
_BRACE_ALONE = re.compile(r"[{}]")
# Browsers read the commonest ones without the semicolon too.
_ENTITY = re.compile(
    r"&(?:#\d{1,7};?|#x[\da-f]{1,6};?|(?:lt|gt|amp|quot)(?![a-z\d]);?|[a-z]{2,8}\d{0,2};)", re.IGNORECASE
)
# Letters and marks that show nothing (Unicode's Default_Ignorable_Code_Point that are not of category Cf).
_SHOWS_NOTHING = frozenset(
    map(chr, (0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10)))
)


def quote(text: str) -> str:
    """Give the words of a message without markup, links, orders and characters that show nothing.

    Ordinary signs stay: "<3", "a & b", "5 < 6", quotation marks, brackets.

    Args:
        text: a redacted message.

    Returns:
        One line of at most `LONGEST` characters; empty when no word is left.
    """
    before, plain = "", text
    while plain != before:
        before = plain
        plain = _visible(_ENTITY.sub(lambda entity: html.unescape(entity.group()), plain))
        for pattern, instead in _NO_WORDS:
            plain = pattern.sub(instead, plain)
    plain = " ".join(_BRACE_ALONE.sub(" ", plain).split())
    if not any(map(str.isalnum, plain.replace(LINK, ""))):
        return ""
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1].rpartition(" ")[0] + _CUT


def quotes(messages: Iterable[str], left_out: str) -> list[str]:
    """Give the quotations of several messages, each once, at most `MOST`.

    Args:
        messages: redacted messages, the first one first.
        left_out: stands for those in the middle where there are too many: how it began and how it is now are kept.
    """
    said: Sequence[str] = list(dict.fromkeys(line for line in map(quote, messages) if line))
    if len(said) <= MOST:
        return list(said)
    return [*said[: MOST // 2], left_out, *said[-(MOST - MOST // 2) :]]


def _visible(text: str) -> str:
    """Leave out what shows nothing or turns the line around, and marks that are heaped on one letter."""
    kept: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if category == "Cc":
            kept.append(" ")
        elif category[0] != "C" and character not in _SHOWS_NOTHING and marks <= _MARKS_ON_A_LETTER:
            kept.append(character)
    return "".join(kept)
