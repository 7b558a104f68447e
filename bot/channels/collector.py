"""Collects what Rasa says in one turn, in the shape that the channels render."""

from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel

from bot.texts import text

Message = dict[str, Any]

# Fixed texts that a page may show with more weight than the rest.
KINDS = {
    "utter_acute": "acute",
    "utter_acute_self": "acute",
    "utter_after_acute": "urgent",
    "utter_channel_failed": "failed",
    "utter_starting": "failed",
    "utter_no_model": "failed",
    "utter_redacted": "notice",
    "utter_no_orders": "notice",
    "utter_undone": "notice",
    "utter_undone_danger": "urgent",
}
ACUTE = ("utter_acute", "utter_acute_self")
URGENT = "utter_urgent"
QUESTION = "utter_ask_"
# After this a page may ask how the contact went.
ABOUT_A_CONTACT = "utter_feedback"
# Said by the actions, which know the conversation, in place of the acute text: help is there.
AFTER = "utter_after_acute"


def fixed(name: str, **values: str) -> Message:
    """Return a fixed text as a message.

    Args:
        name: a response name, such as `utter_acute`.
        values: what to put in place of the braces.
    """
    return _with_kind({"text": text(name, **values)}, name)


def _with_kind(message: Message, name: str | None) -> Message:
    kind = "urgent" if name and name.startswith(URGENT) else KINDS.get(name or "")
    return {**message, "kind": kind} if kind else message


class Collector(CollectingOutputChannel):
    """Keeps whole messages, where Rasa's own collector splits a text at blank lines and answers only as raw JSON."""

    def __init__(self, acute_answered: bool = False) -> None:
        """Start empty.

        Args:
            acute_answered: the channel has given the acute text itself, so Rasa's own is left out.
        """
        super().__init__()
        self.messages: list[Message] = []
        self.goes_on_after_acute = False
        self._left: int | None = None
        self._acute_answered = acute_answered
        self._closed = False

    def close(self) -> list[Message]:
        """Take no more messages, and return those that came in time; the acute text not beside the one after it."""
        self._closed = True
        if self.goes_on_after_acute:
            return [message for message in self.messages if message.get("kind") != "acute"]
        return self.messages

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Keep a text."""
        self._keep({"text": text.strip()}, kwargs.get("utter_action"))

    async def send_text_with_buttons(
        self, recipient_id: str, text: str, buttons: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        """Keep a text with its buttons, whose payloads are ordinary Danish text."""
        shown = [{"title": str(button["title"]), "payload": str(button["payload"])} for button in buttons]
        self._keep({"text": text.strip(), "buttons": shown}, kwargs.get("utter_action"))

    async def send_custom_json(self, recipient_id: str, json_message: dict[str, Any], **kwargs: Any) -> None:
        """Keep an Answer (docs/contracts.md, section 5), or how many questions are left, for the one that follows."""
        if json_message.get("kind") == "progress":
            self._left = int(json_message["left"])
            return
        self._keep({"answer": json_message}, None)

    def _keep(self, message: Message, name: str | None) -> None:
        if self._closed:
            return
        self.goes_on_after_acute = self.goes_on_after_acute or name == AFTER
        if self._left is not None and (name or "").startswith(QUESTION):
            message["left"] = self._left
        if name == ABOUT_A_CONTACT:
            message["rating"] = True
        if self._acute_answered and self._is_acute_text(message, name):
            return
        # Two actions that fail in one turn say the same sentence; once is enough.
        if message not in self.messages:
            self.messages.append(_with_kind(message, name))

    @staticmethod
    def _is_acute_text(message: Message, name: str | None) -> bool:
        return name in ACUTE or message.get("text") in [text(known) for known in ACUTE]
