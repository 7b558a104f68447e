"""The elements of an Adaptive Card (version 1.5, adaptivecards.io/explorer) that our cards are made of.

Texts stand in RichTextBlocks, which read no Markdown: a bracket or a star in what was written stays one.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from bot.channels.render_text import SCHEMES, link_words
from bot.channels.teams.activities import MARK
from bot.channels.teams.wording import answers, danish, label, state, word
from bot.texts import text

Block = dict[str, Any]

# A row of buttons that a phone of 360 pixels shows without cutting their words; a button's edges take four signs.
BUTTONS_IN_A_ROW = 3
SIGNS_IN_A_ROW = 36
EDGES = 4
FOLLOW_UP_DAYS = 60
GOOD = "confirmed"

_HEADING = re.compile(r"[*_`\[\]<>#\\]")
_MARKDOWN = re.compile(r"[*_`\[\]()<>#\\]")
_WEB_ADDRESS = re.compile(r"https://[^\s()<>\"\\]+")


def words(said: str, spacing: str = "small", **style: Any) -> Block:
    """Return a text as it stands."""
    run = {"type": "TextRun", "text": said, **style} if style else said
    return {"type": "RichTextBlock", "spacing": spacing, "inlines": [run]}


def lines(said: str, first: dict[str, Any] | None = None) -> list[Block]:
    """Return a text with a block for each of its lines, so that no client runs them together.

    Args:
        said: the text.
        first: the look of the first line.
    """
    parts = [line for line in said.split("\n") if line.strip()]
    return [words(line, **((first or {}) if number == 0 else {})) for number, line in enumerate(parts)]


def heading(said: str, size: str = "medium", **more: Any) -> Block:
    """Return a heading, which a screen reader can jump to."""
    look = {"size": size, "weight": "bolder", "wrap": True, "style": "heading"}
    return {"type": "TextBlock", "text": _HEADING.sub("", said), **look, **more}


def container(items: Sequence[Block], **more: Any) -> Block:
    """Return blocks that belong together."""
    return {"type": "Container", "items": list(items), **more}


def actions(listed: Sequence[Block], **more: Any) -> Block:
    """Return buttons beside one another."""
    return {"type": "ActionSet", "actions": list(listed), **more}


def open_url(title: str, url: str) -> Block:
    """Return a button that opens an address."""
    return {"type": "Action.OpenUrl", "title": title, "url": url}


def toggle(title: str, targets: Sequence[str]) -> Block:
    """Return a button that shows or hides blocks."""
    return {"type": "Action.ToggleVisibility", "title": title, "targetElements": list(targets)}


def press(title: str, value: Block, shown: str | None = None) -> Block:
    """Return a button that answers, and shows the answer in the chat as the teacher's own.

    The value stands twice: Teams sends what is in `msteams`, other clients the data itself.
    """
    said = shown if shown is not None else title
    back = {"type": "messageBack", "displayText": title, "text": said, "value": value}
    return {"type": "Action.Submit", "title": title, "associatedInputs": "none", "data": {**value, "msteams": back}}


def choices(buttons: Sequence[dict[str, str]]) -> list[Block]:
    """Return quick replies in rows, and the same answers as words, so that they can be written too."""
    rows: list[list[Block]] = []
    room = 0
    for button in buttons:
        title, payload = button["title"], button["payload"]
        room -= len(title) + EDGES
        if not rows or room < 0 or len(rows[-1]) >= BUTTONS_IN_A_ROW:
            rows.append([])
            room = SIGNS_IN_A_ROW - len(title) - EDGES
        rows[-1].append(press(title, {MARK: "say", "text": payload}, payload))
    if not rows:
        return []
    listed = [button["title"] for button in buttons]
    said = word("or").join([", ".join(listed[:-1]), listed[-1]] if len(listed) > 1 else listed)
    return [
        *(actions(row, spacing="small") for row in rows),
        words(word("write", choices=said), size="small", isSubtle=True),
    ]


def item(shown: dict[str, Any], mark: str, source_id: str) -> list[Block]:
    """Return one item of a section.

    Args:
        shown: the item (docs/contracts.md, section 5).
        mark: its number, or nothing.
        source_id: the id that its source gets, if it has one.
    """
    title, said = shown.get("title") or "", shown.get("text") or ""
    due = (shown.get("due") or {}).get("text")
    below = [words(mark + title, weight="bolder")] if title else []
    below += lines(said if title else mark + said)
    below += [words(due)] if due else []
    below += [words(f"• {line}") for line in shown.get("details") or [] if line != due]
    hours = shown.get("hours") or {}
    below += [words(hours["text"], weight="bolder")] if hours else []
    known = shown.get("status_text") or (state(shown["status"]) if shown.get("status") else None)
    below += [words(known, size="small", italic=shown.get("status") != GOOD)] if known else []
    below += _links(shown.get("links") or [])
    if shown.get("source"):
        below.append(_source(shown["source"], source_id))
    return [{**block, "spacing": "medium"} if number == 0 else block for number, block in enumerate(below)]


def _links(given: Sequence[dict[str, str]]) -> list[Block]:
    """Return buttons to call, write and read. An address stands as text too: not every client opens it."""
    safe = [link for link in given if link["href"].startswith(SCHEMES)]
    mails = [words(link_words(link)) for link in safe if link["href"].startswith("mailto:")]
    buttons = [
        open_url(link_words(link) if link["href"].startswith("tel:") else link["label"], link["href"]) for link in safe
    ]
    return [*mails, *(actions([button], spacing="small") for button in buttons)]


def _source(source: dict[str, Any], source_id: str) -> Block:
    named, url = _MARKDOWN.sub("", str(source.get("text") or "")), str(source.get("url") or "")
    said = f"[{named or url}]({url})" if _WEB_ADDRESS.fullmatch(url) else named
    dated = _MARKDOWN.sub("", danish(str(source.get("date") or "")))
    if dated:
        # "udateret" is said as it stands.
        said += f", {word('dated')} {dated}" if any(sign.isdigit() for sign in dated) else f", {dated}"
    look = {"size": "small", "isSubtle": True, "wrap": True, "spacing": "small"}
    return {"type": "TextBlock", "text": said, "id": source_id, "isVisible": False, **look}


def offer(today: date) -> list[Block]:
    """Return the folded question whether to ask again on a day; nothing is chosen beforehand."""
    name = "utter_teams_offer"
    first, last = today + timedelta(days=1), today + timedelta(days=FOLLOW_UP_DAYS)
    day = {
        "type": "Input.Date",
        "id": "date",
        "label": label(name, "date"),
        "min": first.isoformat(),
        "max": last.isoformat(),
        "isRequired": True,
        "errorMessage": label(name, "missing"),
    }
    submit = {"type": "Action.Submit", "title": label(name, "choose"), "data": {MARK: "choose"}}
    folded = container([words(text(name)), day, actions([submit])], id="offer", isVisible=False, spacing="small")
    return [actions([toggle(label(name, "open"), ["offer"])], spacing="medium", separator=True), folded]


def follow_up_buttons() -> list[Block]:
    """Return the answers to "gik kontakten igennem?", and a way to be asked no more."""
    named = [press(title, {MARK: "answer", "answer": code}) for code, title in answers().items()]
    return [actions(named, spacing="medium"), actions([stop_button()], spacing="small")]


def stop_button() -> Block:
    """Return the button that deletes the day."""
    return press(label("utter_teams_chosen", "stop"), {MARK: "stop"})
