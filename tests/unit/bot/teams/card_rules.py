"""What an Adaptive Card of version 1.5 may hold, as far as we use it, and what Teams adds to the rules.

Written from adaptivecards.io/explorer and learn.microsoft.com, "Cards reference". An unknown element, a property
that its element does not have, or a wrong value is a fault here; a client would leave it out without a word.
"""

import json
import re
from datetime import date
from typing import Any

from bot.channels.teams.sections import LIMIT

SPACING = {"none", "small", "default", "medium", "large", "extraLarge", "padding"}
COMMON = {"id", "isVisible", "spacing", "separator"}
SIZES = {"default", "small", "medium", "large", "extraLarge"}
STYLES = {"default", "emphasis", "good", "attention", "warning", "accent"}
PROPERTIES = {
    "TextBlock": COMMON | {"text", "size", "weight", "wrap", "style", "isSubtle", "color"},
    "RichTextBlock": COMMON | {"inlines"},
    "Container": COMMON | {"items", "style", "bleed"},
    "ActionSet": COMMON | {"actions"},
    "Input.Date": COMMON | {"label", "min", "max", "isRequired", "errorMessage", "value"},
    "Input.ChoiceSet": COMMON | {"label", "style", "choices", "placeholder", "isRequired", "errorMessage", "value"},
    "Input.Text": COMMON | {"label", "isMultiline", "maxLength", "isRequired", "errorMessage", "value"},
    "TextRun": {"text", "weight", "size", "italic", "isSubtle", "color"},
    "Action.OpenUrl": {"title", "url"},
    "Action.Submit": {"title", "data", "associatedInputs"},
    "Action.ToggleVisibility": {"title", "targetElements"},
}
# Teams shows six buttons of a row; the others would be behind a menu.
BUTTONS = 6
MARKS = {"say", "choose", "answer", "stop", "rate", "decline", "note_open", "note_send"}


def faults(activity: dict[str, Any]) -> list[str]:
    """Return what is wrong with an activity; nothing when it is right."""
    found: list[str] = []
    if len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le")) > LIMIT:
        found.append("too large")
    for attachment in activity.get("attachments", []):
        card = attachment["content"]
        if attachment["contentType"] != "application/vnd.microsoft.card.adaptive" or card["type"] != "AdaptiveCard":
            found.append("no card")
        if not card["fallbackText"].strip() or card["version"] != "1.5" or card["lang"] != "da" or not card["body"]:
            found.append("the card's frame")
        found += _targets(card["body"])
        found += [fault for block in card["body"] for fault in _block(block)]
    if not activity.get("attachments") and not activity.get("text", "").strip():
        found.append("says nothing")
    return found


def blocks(node: Any) -> list[dict[str, Any]]:
    """Return every element and action of a card, wherever it stands."""
    if isinstance(node, list):
        return [found for part in node for found in blocks(part)]
    if not isinstance(node, dict) or "type" not in node:
        return []
    below = (node.get(key) for key in ("body", "items", "actions", "inlines"))
    return [node, *(found for part in below if part for found in blocks(part))]


def _targets(body: list[dict[str, Any]]) -> list[str]:
    known = [block["id"] for block in blocks(body) if "id" in block]
    named = {name for block in blocks(body) for name in block.get("targetElements", [])}
    hidden = {block["id"] for block in blocks(body) if block.get("isVisible") is False}
    return (["an id twice"] if len(known) != len(set(known)) else []) + [
        *(f"shows nothing: {name}" for name in named - set(known)),
        *(f"never shown: {name}" for name in hidden - named),
    ]


def _block(block: dict[str, Any]) -> list[str]:
    kind = block.get("type", "none")
    found = [f"{kind}.{name}" for name in set(block) - {"type"} - PROPERTIES.get(kind, set())]
    found += [] if kind in PROPERTIES else [f"unknown {kind}"]
    found += [f"{kind} has no text" for key in ("text", "title") if key in block and not str(block[key]).strip()]
    found += [f"{kind}.spacing"] if block.get("spacing", "small") not in SPACING else []
    found += [f"{kind}.size"] if block.get("size", "small") not in SIZES else []
    found += [f"{kind}.weight"] if block.get("weight", "bolder") not in {"default", "lighter", "bolder"} else []
    found += CHECKS[kind](block) if kind in CHECKS else []
    return found


def _text(block: dict[str, Any]) -> list[str]:
    found = [] if block.get("wrap") is True else ["TextBlock is cut off"]
    return found if block.get("style", "heading") in {"default", "heading"} else [*found, "TextBlock.style"]


def _container(block: dict[str, Any]) -> list[str]:
    found = [] if block["items"] and block.get("style", "default") in STYLES else ["Container"]
    return found + [fault for part in block["items"] for fault in _block(part)]


def _actions(block: dict[str, Any]) -> list[str]:
    found = [] if 1 <= len(block["actions"]) <= BUTTONS else ["ActionSet"]
    return found + [fault for part in block["actions"] for fault in _block(part)]


def _inlines(block: dict[str, Any]) -> list[str]:
    texts = [part for part in block["inlines"] if isinstance(part, str)]
    found = [] if block["inlines"] and all(part.strip() for part in texts) else ["RichTextBlock"]
    return found + [fault for part in block["inlines"] if not isinstance(part, str) for fault in _block(part)]


def _url(block: dict[str, Any]) -> list[str]:
    return [] if re.match(r"https://[^/]+|tel:\+?\d+$|mailto:[^@]+@[^@]+$", block["url"]) else ["Action.OpenUrl.url"]


def _submit(block: dict[str, Any]) -> list[str]:
    found = [] if block["data"].get("vejviser") in MARKS else ["Action.Submit.data"]
    back = block["data"].get("msteams")
    if back and (back["type"] != "messageBack" or not back["text"] or back["value"].items() > block["data"].items()):
        found.append("Action.Submit.msteams")
    return found


def _day(block: dict[str, Any]) -> list[str]:
    return [] if date.fromisoformat(block["min"]) < date.fromisoformat(block["max"]) and block["id"] else ["Input.Date"]


def _choices(block: dict[str, Any]) -> list[str]:
    values = [choice["value"] for choice in block["choices"]]
    found = [] if block["id"] and block["label"].strip() else ["Input.ChoiceSet has no label"]
    found += [] if block["style"] in {"compact", "filtered"} else ["Input.ChoiceSet.style"]
    found += [] if len(values) == len(set(values)) else ["a choice twice"]
    found += [] if block.get("value", values[0]) in values else ["chosen is no choice"]
    return found if not block.get("isRequired") or block["errorMessage"].strip() else [*found, "no errorMessage"]


def _typed(block: dict[str, Any]) -> list[str]:
    found = [] if block["id"] and block["label"].strip() and block["isMultiline"] else ["Input.Text"]
    return found if not block.get("isRequired") or block["errorMessage"].strip() else [*found, "no errorMessage"]


CHECKS = {
    "TextBlock": _text,
    "Container": _container,
    "ActionSet": _actions,
    "RichTextBlock": _inlines,
    "Action.OpenUrl": _url,
    "Action.Submit": _submit,
    "Input.Date": _day,
    "Input.ChoiceSet": _choices,
    "Input.Text": _typed,
}
