"""What the bot says as activities of Teams: cards where they help, plain text where a card cannot be made."""

import logging
import re
from datetime import date
from typing import Any

from bot.channels.collector import Message
from bot.channels.render_text import render
from bot.channels.teams.blocks import (
    Block,
    actions,
    choices,
    container,
    follow_up_buttons,
    heading,
    lines,
    offer,
    open_url,
    stop_button,
    words,
)
from bot.channels.teams.sections import LIMIT, Cards, size
from bot.channels.teams.wording import word
from bot.texts import text

logger = logging.getLogger(__name__)

Activity = dict[str, Any]

CARD = "application/vnd.microsoft.card.adaptive"
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
VERSION = "1.5"
# A sign is written with at most five letters in markup, each of which takes two bytes of what Teams takes.
TEXT_PART = 2_500
# All that is a sign of markup or of Markdown.
_SIGNS = re.compile(r"[&<>*_`~#|\[\]\\]")
LOOK = {"urgent": "warning", "failed": "emphasis"}
EMERGENCY = "tel:112"


def activities(message: Message, today: date | None = None) -> list[Activity]:
    """Return one message as activities, in order. It does not fail: without a card there is text.

    Args:
        message: as a turn gives it: `text`, perhaps `buttons`, `kind` and `left`, or an `answer`.
        today: the day, when the teacher may choose a later one to be asked on.
    """
    try:
        made = _activities(message, today)
        if made and all(size(activity) <= LIMIT for activity in made):
            return made
        logger.error("teams: a card was too large and is given as text")
    except Exception as error:
        # Only the kind of error: its text may hold what was to be said.
        logger.error("teams: a card could not be made: %s", type(error).__name__)
    return plain_activities(message)


def plain_activities(message: Message) -> list[Activity]:
    """Return one message as text alone, in parts that Teams takes."""
    said = _as_text(message) or text("utter_channel_failed")
    parts = _parts(said) if message.get("kind") != "acute" else [said]
    return [text_activity(part) for part in parts]


def text_activity(said: str) -> Activity:
    """Return a text as it stands: no client reads Markdown in it, and none runs its lines together."""
    if "\n" not in said:
        return {"type": "message", "locale": "da-DK", "textFormat": "plain", "text": said}
    # Microsoft's own client for developers shows a plain text of several lines as one.
    marked = _SIGNS.sub(lambda sign: f"&#{ord(sign[0])};", said).replace("\n", "<br/>")
    return {"type": "message", "locale": "da-DK", "textFormat": "xml", "text": marked}


def question_of_follow_up(today: date) -> Activity:
    """Return the question "gik kontakten igennem?" with its answers."""
    said = text("utter_teams_question")
    return card([*lines(said, {"weight": "bolder"}), *follow_up_buttons()], said)


def confirmation(said: str) -> Activity:
    """Return the promise to ask on a day, with the way to take it back."""
    return card([*lines(said), actions([stop_button()], spacing="medium")], said)


def offer_again(said: str, today: date) -> Activity:
    """Return a text with the choice of a new day under it."""
    return card([*lines(said), *offer(today)], said)


def _activities(message: Message, today: date | None) -> list[Activity]:
    answer = message.get("answer")
    if answer is not None:
        # A plan carries its note along, for pages that open it; here the note is asked for.
        is_note = answer.get("kind") == "note" and answer.get("note")
        return _note(answer, message.get("end") or []) if is_note else _answer(answer, today)
    said, kind = str(message.get("text") or ""), message.get("kind")
    if kind == "acute":
        return [_acute(said)]
    buttons, left = message.get("buttons") or [], message.get("left")
    if "\n" not in said and not buttons and not left and kind not in LOOK:
        return [text_activity(said)]
    body = lines(said)
    if kind in LOOK:
        body = [container(lines(said, {"weight": "bolder"}), style=LOOK[kind], bleed=True)]
    if left:
        body.append(words(word("left_one" if left == 1 else "left_many", n=left), size="small", isSubtle=True))
    return [card([*body, *choices(buttons)], said, _as_text(message))]


def _acute(said: str) -> Activity:
    """The answer to danger now: one activity. Its first line is text beside the card, in case the card is not shown."""
    first, *rest = [line for line in said.split("\n") if line.strip()]
    call = actions([open_url(word("call"), EMERGENCY)], spacing="small")
    body = [
        heading(word("acute"), "large"),
        words(first, weight="bolder", size="medium"),
        call,
        *lines("\n".join(rest)),
    ]
    made = card([container(body, style="attention", bleed=True)], first, said)
    return {**made, "text": first, "textFormat": "plain", "importance": "high"}


def _answer(answer: dict[str, Any], today: date | None) -> list[Activity]:
    lead = str(answer.get("text") or "")
    first_line = lead.split("\n")[0]
    short = text("utter_teams_fallback", lead=first_line)
    cards = Cards(size(card([], first_line, short)))
    cards.add(lines(lead, {"weight": "bolder"} if answer.get("kind") == "acute" else None))
    for section in answer.get("sections") or []:
        cards.section(section)
    end = choices(answer.get("choices") or [])
    if today and answer.get("kind") == "plan":
        end += offer(today)
    if end:
        cards.add(end)
    return [card(body, first_line, short) for body in cards.finish()]


def _note(answer: dict[str, Any], end: list[Block]) -> list[Activity]:
    """A note is text, so that Teams' own "Kopiér" takes all of it; a card above it holds what belongs to it."""
    note = answer["note"]
    body = [
        *lines(str(answer.get("text") or "")),
        heading(str(note["heading"]), separator=True, spacing="medium"),
        words(word("unsent"), weight="bolder"),
        words(word("copy")),
        *lines(str(note.get("hint") or "")),
    ]
    replies = choices(answer.get("choices") or [])
    above = card([*body, *end, *replies], str(note["heading"]))
    if size(above) > LIMIT:
        # A very long note is sealed into the button too; without it, it can still be copied.
        above = card([*body, *replies], str(note["heading"]))
    return [above, *map(text_activity, _parts(str(note["text"])))]


def card(body: list[Block], summary: str, fallback: str | None = None) -> Activity:
    """Return a card as an activity.

    Args:
        body: its elements.
        summary: what a list of chats shows; its first line.
        fallback: what a client says that cannot show it.
    """
    content = {
        "type": "AdaptiveCard",
        "$schema": SCHEMA,
        "version": VERSION,
        "lang": "da",
        "fallbackText": fallback or summary,
        "msteams": {"width": "Full"},
        "body": body,
    }
    attachment = {"contentType": CARD, "content": content}
    return {"type": "message", "locale": "da-DK", "summary": summary.split("\n")[0], "attachments": [attachment]}


def _as_text(message: Message) -> str:
    answer = message.get("answer")
    if answer is None:
        said, buttons = str(message.get("text") or ""), message.get("buttons") or []
    else:
        buttons = answer.get("choices") or []
        try:
            said = render(answer)
        except Exception as error:
            logger.error("teams: an answer could not be written out: %s", type(error).__name__)
            said, buttons = str(answer.get("text") or text("utter_channel_failed")), []
    return "\n".join([said, *(f"- {button['title']}" for button in buttons)])


def _parts(said: str) -> list[str]:
    """Divide a long text between lines; a line that is too long itself is divided where it must be."""
    parts = [""]
    for line in said.split("\n"):
        for start in range(0, len(line) or 1, TEXT_PART):
            piece = line[start : start + TEXT_PART]
            if parts[-1] and len(parts[-1]) + len(piece) >= TEXT_PART:
                parts.append(piece)
            else:
                parts[-1] = f"{parts[-1]}\n{piece}" if parts[-1] else piece
    return parts
