"""Answers to what teachers ask in between: a role, a contact, a rule, the school's plan."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.guidance.answer import answer
from actions.guidance.conversation import fold
from actions.guidance.law import answer_law
from actions.guidance.roles import answer_role, answer_school_plan
from actions.house import concern_of, knowledge, school_of
from actions.lookup import look_up, look_up_plan
from actions.plan import decide


def understanding(tracker: Tracker) -> dict[str, Any]:
    """Return what NLU said of the latest message (docs/contracts.md, section 1)."""
    found: dict[str, Any] = (tracker.latest_message or {}).get("understanding") or {}
    return found


class ActionAnswerRole(Action):
    """What a role can contribute, cannot do, and needs to hear."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_answer_role"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answer about the roles that the message names."""
        dispatcher.utter_message(json_message=answer_role(understanding(tracker).get("roles") or [], knowledge()))
        return []


class ActionAnswerContact(Action):
    """Whom to turn to, from what is known so far."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_answer_contact"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Show the owner and the others who can help; the whole plan comes when the questions are answered."""
        concern = concern_of(tracker)
        found = await look_up(concern, school_of(tracker))
        shown = answer(decide(concern, found), knowledge(), only=("school", "owner", "optional"))
        dispatcher.utter_message(json_message={**shown, "kind": "text"})
        return []


class ActionAnswerLaw(Action):
    """The rules that a question is about, with source and date."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_answer_law"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answer for the age that the question or the conversation gives."""
        text = str((tracker.latest_message or {}).get("text") or "")
        asked_age = understanding(tracker).get("age_group")
        dispatcher.utter_message(json_message=answer_law(text, fold(tracker.events), knowledge(), asked_age))
        return []


class ActionAnswerPlan(Action):
    """The school's own beredskabsplan."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_answer_plan"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Show the plan, or say that there is none to show."""
        found = await look_up_plan(school_of(tracker))
        dispatcher.utter_message(json_message=answer_school_plan(found.school_plan, knowledge(), found.as_of))
        return []
