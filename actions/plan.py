"""The plan, and what the school's own plan says when there is danger."""

from datetime import date
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.form import urgent_said
from actions.guidance.answer import answer
from actions.guidance.conversation import fold
from actions.guidance.note import write_note
from actions.guidance.plan import plan
from actions.house import knowledge, school_of
from actions.lookup import look_up

SLOTS = ("safety", "topics", "age_group", "municipality", "tried")


class ActionSuggestNextSteps(Action):
    """Answers with the whole plan and clears the form's slots, so that the next pupil starts empty."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_suggest_next_steps"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Look up, decide, and answer once."""
        concern = fold(tracker.events)
        if concern.acute_now:
            # Danger was told as an answer to the safety question: the same first words as for danger told at once.
            dispatcher.utter_message(response="utter_acute_self" if concern.about_self else "utter_acute")
            return await ActionAnswerAcute().run(dispatcher, tracker, domain)
        found = await look_up(concern, school_of(tracker))
        decided = plan(concern, found.school_plan, found.services, knowledge(), date.today(), found.municipality)
        note = write_note(concern, knowledge(), date.today(), found.municipality)["note"]
        dispatcher.utter_message(json_message={**answer(decided, knowledge()), "kind": "plan", "note": note})
        return [SlotSet(name, None) for name in SLOTS]


class ActionAnswerAcute(Action):
    """After the fixed text: who does what at this school right now, from its own plan."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_answer_acute"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Show the acute steps only; everything else waits."""
        concern = fold(tracker.events)
        found = await look_up(concern, school_of(tracker))
        decided = plan(concern, found.school_plan, found.services, knowledge(), date.today(), found.municipality)
        shown = answer(decided, knowledge(), only=("acute",))
        dispatcher.utter_message(json_message={**shown, "kind": "acute"})
        return []


class ActionAnswerUrgent(Action):
    """Says that it must be handled today, once, before the questions go on."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_answer_urgent"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the fixed text."""
        if not urgent_said(tracker.events):
            dispatcher.utter_message(response="utter_urgent")
        return []
