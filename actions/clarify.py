"""One clarifying question when a message was not understood; after two misses an explanation, buttons and a human."""

from functools import lru_cache
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.guidance.aftermath import acute_waits
from actions.guidance.fields import read_yaml
from actions.guidance.readings import CONCERN, Json, misses_in_a_row, readings
from actions.house import FOLDER, concern_of
from actions.plan import answer_acute

MISSES_BEFORE_EXPLAINING = 2


@lru_cache(maxsize=1)
def reading_buttons() -> Json:
    """Return the content of knowledge/readings.yml, read once."""
    content: Json = read_yaml(FOLDER / "readings.yml")
    return content


@lru_cache(maxsize=1)
def topic_buttons() -> dict[str, str]:
    """Return topic code to its button in knowledge/labels.yml, read once."""
    return {topic["code"]: topic["button"] for topic in read_yaml(FOLDER / "labels.yml")["topics"]}


class ActionClarify(Action):
    """Asks which of the likeliest readings is meant, never acts on a guess."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_clarify"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Offer the likeliest readings, or explain when that has not helped or there is none to offer.

        While danger now has been answered and nobody has told that help came, what is not understood is most likely
        "hvad skal jeg gøre": then the steps are said again, and nothing is asked.
        """
        concern = concern_of(tracker)
        if acute_waits(concern, tracker.events):
            return await answer_acute(dispatcher, tracker, domain, concern)
        offered = readings(tracker.latest_message or {}, reading_buttons(), topic_buttons())
        if not offered or misses_in_a_row(tracker.events) >= MISSES_BEFORE_EXPLAINING:
            dispatcher.utter_message(response="utter_explain")
            return []
        buttons = [{"title": reading.title, "payload": reading.payload} for reading in offered]
        if all(reading.intent != CONCERN for reading in offered):
            buttons.append(dict(reading_buttons()["else"]))
        dispatcher.utter_message(response="utter_clarify", buttons=buttons)
        return []
