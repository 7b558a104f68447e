"""What an activity of Teams means to us. Pure: it reads the activity and decides nothing about the conversation.

Shapes: learn.microsoft.com, "Conversation events in your Teams bot", "Type of cards", "Universal Actions".
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.channels.teams.connector import Place
from bot.channels.teams.markup import addresses_bot, plain

Activity = dict[str, Any]
Kind = Literal[
    "message", "submit", "execute", "other_invoke", "welcome", "farewell", "group", "attachment", "edit", "delete",
    "follow_up", "rating", "note", "silence",
]  # fmt: skip

PERSONAL = "personal"
# An upgrade of the app says `add-upgrade` and `remove-upgrade`: nobody has come or gone.
INSTALLATIONS: dict[str, Kind] = {"add": "welcome", "remove": "farewell"}
# The one value of ours that a card sends back: an object with this key.
MARK = "vejviser"
WORDS_OF_EVENTS = ("date", "answer")
LONGEST_WORD = 40
LONGEST_FIELD = 80
LONGEST_SEALED = 30_000
# The buttons of a note: show what would go to the school's counsellor, and send it.
NOTE_OPEN, NOTE_SEND = "note_open", "note_send"
# The message once more as Teams shows it, and what it replies to.
OWN_MARKUP = ("text/html", "messageReference")


@dataclass(frozen=True)
class Event:
    """One activity, read.

    Attributes:
        kind: what it is. `group` is addressed to us outside a private chat and holds nothing of what was written.
        text: what the teacher says, for `message`, `submit`, `execute` and `edit`; for `note`, what stands on its card.
        activity_id: its id in Teams; of an edit or a deletion, the id of the message itself.
        attached: a file came along with the text.
        action: for `follow_up`: `choose`, `answer` or `stop`; for `rating`: `rate` or `decline`; for `note`:
            NOTE_OPEN or NOTE_SEND.
        word: the chosen date, or `yes`, `not_yet`, `no`.
        given: for `rating`, what was chosen on the card, by field.
        shown_in: the activity that holds the card.
        sealed: for `note`, what the button carried.
    """

    kind: Kind
    text: str = ""
    activity_id: str | None = None
    attached: bool = False
    action: str = ""
    word: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    shown_in: str | None = None
    sealed: str = ""


def read(activity: Activity) -> Event:
    """Read one activity.

    Args:
        activity: as the inspector let it pass.

    Returns:
        What it is; `silence` for all that wants no answer.
    """
    given = activity.get("id")
    activity_id = given if isinstance(given, str) and given else None
    if _of(activity, "conversation").get("conversationType") != PERSONAL:
        return Event("group" if _calls_us_in_a_group(activity) else "silence", activity_id=activity_id)
    kind = activity.get("type")
    if kind == "message":
        return _message(activity, activity_id)
    if kind == "invoke":
        return _invoke(activity, activity_id)
    if kind == "messageUpdate":
        edited = _of(activity, "channelData").get("eventType", "editMessage") == "editMessage"
        return Event("edit" if edited else "silence", plain(activity), activity_id)
    if kind == "messageDelete":
        return Event("delete", activity_id=activity_id)
    if kind == "installationUpdate":
        return Event(INSTALLATIONS.get(str(activity.get("action")), "silence"), activity_id=activity_id)
    if kind == "conversationUpdate" and activity.get("membersAdded"):
        return Event("welcome", activity_id=activity_id)
    return Event("silence", activity_id=activity_id)


def place_of(activity: Activity) -> Place:
    """Return where to answer: ids and an address, never a name.

    Raises:
        KeyError: the activity lacks what an answer needs.
    """
    return Place(
        service_url=str(activity["serviceUrl"]),
        conversation=str(activity["conversation"]["id"]),
        tenant=tenant_of(activity),
        bot={"id": str(activity["recipient"]["id"])},
        user={"id": str(activity["from"]["id"])},
    )


def tenant_of(activity: Activity) -> str | None:
    """Return the teacher's tenant, in lower case."""
    named = _of(_of(activity, "channelData"), "tenant").get("id") or _of(activity, "conversation").get("tenantId")
    return named.lower() if isinstance(named, str) else None


def sender_of(activity: Activity, secret: bytes) -> str:
    """Return the id of a conversation for Rasa: conversation and user together, and neither can be read from it.

    Args:
        activity: the activity.
        secret: the key; with another key it is another conversation.
    """
    user = _of(activity, "from")
    # Not every activity carries the user's Entra id; all carry the one that Teams uses between a user and a bot.
    both = json.dumps([_of(activity, "conversation").get("id"), user.get("id") or user.get("aadObjectId")])
    return hmac.new(secret, both.encode(), hashlib.sha256).hexdigest()


def delivery_of(activity: Activity) -> str:
    """Return what is the same when Teams delivers the same activity once more, and only then."""
    names = ("type", "id", "timestamp" if activity.get("type") != "message" else "", "action", "name")
    return hashlib.sha256(json.dumps([activity.get(name) for name in names], default=str).encode()).hexdigest()


def _message(activity: Activity, activity_id: str | None) -> Event:
    value = _value(activity.get("value"))
    if value is not None:
        return _pressed(value, "submit", activity, activity_id)
    text, attached = plain(activity), _has_file(activity)
    if not text and attached:
        return Event("attachment", activity_id=activity_id)
    return Event("message", text, activity_id, attached)


def _invoke(activity: Activity, activity_id: str | None) -> Event:
    action = _of(_of(activity, "value"), "action")
    if activity.get("name") != "adaptiveCard/action" or not action:
        return Event("other_invoke", activity_id=activity_id)
    value = _value(action.get("data"))
    if value is None:
        return Event("other_invoke", activity_id=activity_id)
    return _pressed(value, "execute", {}, activity_id)


def _pressed(value: dict[str, Any], kind: Kind, activity: Activity, activity_id: str | None) -> Event:
    """Read what a button of ours sends. Its text is no more trusted than a typed one: it goes through the same door."""
    said = value.get("text")
    if value[MARK] == "say" and isinstance(said, str):
        return Event(kind, said, activity_id)
    if value[MARK] in ("choose", "answer", "stop"):
        words = [value.get(name) for name in WORDS_OF_EVENTS]
        word = next((word for word in words if isinstance(word, str)), "")
        return Event("follow_up", activity_id=activity_id, action=value[MARK], word=word[:LONGEST_WORD])
    if value[MARK] in ("rate", "decline"):
        return Event(
            "rating", plain(activity), activity_id, action=value[MARK], given=_given(value), shown_in=_under(activity)
        )
    if value[MARK] in (NOTE_OPEN, NOTE_SEND):
        written, sealed = (said if isinstance(said, str) else "" for said in (value.get("note"), value.get("sealed")))
        # Some clients end a field's lines as old machines did.
        written = written.replace("\r\n", "\n").replace("\r", "\n")
        return Event(
            "note", written, activity_id, action=value[MARK], shown_in=_under(activity), sealed=sealed[:LONGEST_SEALED]
        )
    return Event(kind, plain(activity), activity_id)


def _given(value: dict[str, Any]) -> dict[str, str]:
    """Return a card's fields as short texts; a truth is `true` or `false`."""
    texts = {name: str(said).lower() if isinstance(said, bool) else said for name, said in value.items()}
    return {name: said for name, said in texts.items() if isinstance(said, str) and len(said) <= LONGEST_FIELD}


def _under(activity: Activity) -> str | None:
    """Return the id of the activity that holds the card."""
    given = activity.get("replyToId")
    return given if isinstance(given, str) and given else None


def _value(value: object) -> dict[str, Any] | None:
    """Return a value of one of our buttons; some clients send it as a string of JSON."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, dict) and isinstance(value.get(MARK), str) else None


def _has_file(activity: Activity) -> bool:
    """Tell whether something came along that is not the message's own markup."""
    attachments = activity.get("attachments")
    listed = attachments if isinstance(attachments, list) else []
    return any(part.get("contentType") not in OWN_MARKUP for part in listed if isinstance(part, dict))


def _calls_us_in_a_group(activity: Activity) -> bool:
    if activity.get("type") == "message":
        return addresses_bot(activity)
    if activity.get("type") == "installationUpdate":
        return activity.get("action") == "add"
    return activity.get("type") == "invoke"


def _of(holder: dict[str, Any], key: str) -> dict[str, Any]:
    held = holder.get(key)
    return held if isinstance(held, dict) else {}
