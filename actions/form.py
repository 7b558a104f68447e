"""The questions of the concern form: what is known, what is asked next, and when something else comes first."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecutionRejected, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.guidance.concern import Concern
from actions.guidance.conversation import fold, next_question
from actions.house import knowledge

FORM = "concern_form"

# A message with one of these intents is answered before the questions go on, also when it brings facts.
ALWAYS_FIRST = frozenset(
    {
        "danger_acute",
        "self_in_danger_acute",
        "self_in_danger_urgent",
        "disclose_self",
        "ask_role",
        "ask_contact",
        "ask_law",
        "ask_talk",
        "ask_treatment",
        "ask_plan",
        "ask_bot",
        "request_handover",
        "goodbye",
        "insult",
        "give_feedback",
    }
)
# These are answered only when the message brought nothing that a question could use.
FIRST_WHEN_EMPTY = frozenset({"greet", "thank", "other_language", "out_of_scope", "nlu_fallback", "affirm", "deny"})


class ValidateConcernForm(Action):
    """Called by Rasa's form on every turn; sets slots and says nothing."""

    def name(self) -> str:
        """Return the name that Rasa's form calls."""
        return f"validate_{FORM}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Mirror the folded conversation into the slots and choose the next question."""
        events = tracker.events
        concern = fold(events)
        slots = mirror(concern)
        if steps_aside(tracker, concern):
            return [*slots, ActionExecutionRejected(FORM)]
        return [*slots, SlotSet("requested_slot", next_question(concern))]


def mirror(concern: Concern) -> list[EventType]:
    """Return the form's slots as they follow from the concern; codes and yes or no, never a teacher's words."""
    return [
        SlotSet("safety", True if concern.safety_answered else None),
        SlotSet("topics", list(concern.topics) or None),
        SlotSet("age_group", None if concern.age_group == "unknown" else concern.age_group),
        SlotSet("municipality", concern.municipality),
        SlotSet("tried", sorted(concern.tried) or None),
    ]


def steps_aside(tracker: Tracker, concern: Concern) -> bool:
    """Tell whether the form leaves this message to a rule.

    Args:
        tracker: the conversation as Rasa sent it.
        concern: the same conversation, folded.

    Returns:
        True when the form is active, has not stepped aside for this message already, and the message is a question,
        a danger, or brought nothing.
    """
    turn = since_last_message(tracker.events)
    stepped_aside = any(event["event"] == "action_execution_rejected" for event in turn)
    if stepped_aside or (tracker.active_loop or {}).get("name") != FORM:
        return False
    # Not the SDK's own reader of it: that one reads the ranking, in which danger does not stand.
    intent = (tracker.latest_message.get("intent") or {}).get("name")
    if intent in ALWAYS_FIRST:
        return True
    if intent == "danger_urgent":
        return not urgent_said(tracker.events)
    return intent in FIRST_WHEN_EMPTY and not concern.latest_brought_something


def since_last_message(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the events after the latest message of the teacher."""
    last = max((index for index, event in enumerate(events) if event["event"] == "user"), default=-1)
    return events[last + 1 :]


def urgent_said(events: list[dict[str, Any]]) -> bool:
    """Tell whether this pupil's danger has been answered already, that is, since the latest plan."""
    for event in reversed(events):
        if event.get("name") == "action_answer_urgent":
            return True
        if event.get("name") == "action_suggest_next_steps":
            return False
    return False


class ActionAskMunicipality(Action):
    """Asks for the home municipality, with buttons when the place that was named lies in several."""

    def name(self) -> str:
        """Return the name that Rasa's form calls for this slot."""
        return "action_ask_municipality"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask openly, or offer the candidates."""
        concern = fold(tracker.events)
        names = knowledge().municipalities
        candidates = [names[code]["name"] for code in concern.candidates if code in names]
        if not candidates:
            dispatcher.utter_message(response="utter_ask_municipality")
            return []
        buttons = [{"title": f"{name} Kommune", "payload": f"{name} Kommune"} for name in candidates]
        place = concern.candidates_text[:1].upper() + concern.candidates_text[1:]
        dispatcher.utter_message(response="utter_ask_municipality_choice", place=place, buttons=buttons)
        return []
