"""What every channel does with a message before Rasa sees it: clean, bound, assess, redact."""

import re
import unicodedata
from dataclasses import dataclass

from bot.redaction import redact
from bot.safety import Danger, assess
from bot.safety.paths import urgent_text
from bot.texts import text as fixed_text

LIMIT = 1000
# A message over the limit is still read for danger, but no further than this, so that nobody can make us work for long.
DANGER_LIMIT = 8 * LIMIT

_LEADING_SLASHES = re.compile(r"^[\s/]+")
# The name of an order and the keys that follow it: with underscores they look like user names, which are taken out.
_ORDER_WORDS = re.compile(r"^[a-z]+(?:_[a-z]+)+|\"[a-z]+(?:_[a-z]+)+\"(?=\s*:)")


class Refused(Exception):
    """The message cannot be passed on. `code` is `empty` or `too_long`; `danger` is what the rules saw in it."""

    def __init__(self, code: str, danger: Danger) -> None:
        super().__init__(code)
        self.code = code
        self.danger = danger


@dataclass(frozen=True)
class Passed:
    """A message ready for Rasa: redacted text, the kinds that were removed, and the danger the rules saw.

    `was_order` tells that it began with a slash, as an order to a program does; here it is a text like any other.
    """

    text: str
    removed: tuple[str, ...]
    danger: Danger
    was_order: bool = False


def clean(text: str) -> str:
    """Compose letters, drop control and invisible characters, and drop leading slashes.

    Rasa takes a text that starts with "/" as an order to set intent and slots, so no such text may reach it.

    Args:
        text: the message as it was typed.

    Returns:
        The same words with line breaks kept.
    """
    return _LEADING_SLASHES.sub("", _readable(text)).strip()


def _readable(text: str) -> str:
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    return "".join(_visible(character) for character in composed)


def _visible(character: str) -> str:
    if character in "\n\t":
        return character
    return "" if unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs", "Cn") else character


def make_ready() -> None:
    """Read the rules' files now, so that a wrong file stops the start and the first message waits for nothing.

    Raises:
        KnowledgeError: a file is wrong.
    """
    assess("")
    urgent_text(())
    redact("")
    fixed_text("utter_acute")


def receive(text: str) -> Passed:
    """Take one message through the door.

    The danger rules read the text before names are taken out, in memory only: a wrong redaction must hide no danger.

    Args:
        text: the message as it was typed.

    Returns:
        What Rasa may see.

    Raises:
        Refused: `empty` when no readable character is left, `too_long` above 1,000 characters.
    """
    readable = _readable(text)
    was_order = "/" in readable[: len(readable) - len(_LEADING_SLASHES.sub("", readable))]
    cleaned = _LEADING_SLASHES.sub("", readable).strip()
    danger = assess(cleaned[:DANGER_LIMIT])
    if not cleaned:
        raise Refused("empty", danger)
    if len(cleaned) > LIMIT:
        raise Refused("too_long", danger)
    redacted = redact(_ORDER_WORDS.sub(_spaced, cleaned) if was_order else cleaned)
    passed_on = _LEADING_SLASHES.sub("", redacted.text)
    return Passed(passed_on, tuple(redacted.removed), danger, was_order)


def _spaced(match: re.Match[str]) -> str:
    return match.group().replace("_", " ")
