"""A Teams message as the words its writer typed: mentions, tags and entities become plain text, and no word is lost."""

import html
import re
from typing import Any

# Teams' own tags, and only with attributes as Teams writes them: "<han vil dø>" was typed by a person, and is kept.
_ATTRIBUTES = r"(?:\s+[a-zA-Z][\w:-]*=(?:\"[^\"<>]*\"|'[^'<>]*'))*\s*/?>"
_BREAK = re.compile(rf"</?(?:p|div|br|li|ul|ol|tr|table|blockquote|pre|h[1-6]){_ATTRIBUTES}", re.IGNORECASE)
_TAG = re.compile(
    rf"</?(?:at|b|strong|i|em|u|s|strike|span|a|code|font|img|emoji|attachment|td|th|tbody|thead|readonly){_ATTRIBUTES}",
    re.IGNORECASE,
)
_AT = re.compile(r"<at(?:\s[^<>]*)?>[^<>]*</at>", re.IGNORECASE)
# Somebody else's name; the door writes names in the same way.
NAME = "[navn]"


def plain(activity: dict[str, Any]) -> str:
    """Return the words of an activity.

    Args:
        activity: a message as Teams sends it.

    Returns:
        Its text without the mention of the bot, with other mentions as `[navn]`, and with tags read as line breaks or
        left out.
    """
    text = activity.get("text")
    if not isinstance(text, str):
        return ""
    for mention in mentions(activity):
        words = mention.get("text")
        if isinstance(words, str) and _AT.fullmatch(words):
            text = text.replace(words, " " if _is_bot(activity, mention) else NAME)
    text = _AT.sub(NAME, text)
    text = _TAG.sub("", _BREAK.sub("\n", text))
    # A non-breaking space keeps no words together for the rules that read on.
    return re.sub(r"\n{3,}", "\n\n", html.unescape(text).replace("\xa0", " ")).strip()


def addresses_bot(activity: dict[str, Any]) -> bool:
    """Tell whether a message mentions the bot."""
    return any(_is_bot(activity, mention) for mention in mentions(activity))


def mentions(activity: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the mentions among an activity's entities."""
    entities = activity.get("entities")
    found = entities if isinstance(entities, list) else []
    return [entity for entity in found if isinstance(entity, dict) and entity.get("type") == "mention"]


def _is_bot(activity: dict[str, Any], mention: dict[str, Any]) -> bool:
    mentioned, recipient = mention.get("mentioned"), activity.get("recipient")
    named = mentioned.get("id") if isinstance(mentioned, dict) else None
    return bool(named) and isinstance(recipient, dict) and named == recipient.get("id")
