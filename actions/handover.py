"""The handover note, written from this conversation's own redacted words. Nothing is kept and nothing is sent."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.clock import danish_now
from actions.guidance.note import write_note
from actions.house import concern_of, knowledge


class ActionWriteHandover(Action):
    """A note to copy, with blanks for what is not known."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_write_handover"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Write the note."""
        dispatcher.utter_message(json_message=write_note(concern_of(tracker), knowledge(), danish_now().date()))
        return []
