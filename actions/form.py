"""The questions of the concern form: what is known, what is asked next, and when something else comes first."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActionExecutionRejected, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.clock import danish_now
from actions.guidance.aftermath import AFTER, after_is_due
from actions.guidance.concern import Concern
from actions.guidance.conversation import fold, open_questions
from actions.guidance.danger import Said, urgent_answer
from actions.guidance.opening import opening
from actions.guidance.quote import quote
from actions.guidance.turn import turn_of
from actions.house import concern_of, knowledge

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
    """Called by Rasa's form on every turn; sets slots, and says only what belongs before the next question."""

    def name(self) -> str:
        """Return the name that Rasa's form calls."""
        return f"validate_{FORM}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Mirror the folded conversation into the slots and choose the next question."""
        events = tracker.events
        concern = concern_of(tracker)
        slots = mirror(concern)
        if steps_aside(tracker, concern):
            return [*slots, ActionExecutionRejected(FORM)]
        if concern.danger == "acute" and not concern.acute_now and after_is_due(events):
            dispatcher.utter_message(response=AFTER)
        elif is_own_distress(tracker):
            dispatcher.utter_message(response="utter_disclose_self")
        left = open_questions(concern)
        if left:
            # The channel puts it on the question that follows; a form's question is no action of ours.
            dispatcher.utter_message(json_message={"kind": "progress", "left": len(left)})
        return [*slots, SlotSet("requested_slot", next(iter(left), None))]


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
        True when the form is active, this message has not been answered already, and it is a question, a danger, or
        brought nothing.
    """
    turn = since_last_message(tracker.events)
    answered = any(
        event["event"] == "action_execution_rejected" or event.get("name") == "action_answer_acute" for event in turn
    )
    if answered or (tracker.active_loop or {}).get("name") != FORM:
        return False
    # Not the SDK's own reader of it: that one reads the ranking, in which danger does not stand.
    intent = (tracker.latest_message.get("intent") or {}).get("name")
    if intent in ALWAYS_FIRST:
        return True
    if intent == "danger_urgent":
        return urgent_due(tracker.events) is not None
    return intent in FIRST_WHEN_EMPTY and not concern.latest_brought_something


def since_last_message(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the events after the latest message of the teacher."""
    last = max((index for index, event in enumerate(events) if event["event"] == "user"), default=-1)
    return events[last + 1 :]


def urgent_due(events: list[dict[str, Any]]) -> Said | None:
    """Return the text for the danger of the latest message, or None when it was said already to this pupil.

    Args:
        events: the conversation as Rasa sent it.
    """
    latest: dict[str, Any] = next((event for event in reversed(events) if event["event"] == "user"), {})
    turn, concern = turn_of(latest, None), fold(events)
    if turn.danger != "urgent" or (concern.help_here and turn.help_came != "no"):
        return None
    due = urgent_answer(turn.kinds, concern, opening(danish_now(), knowledge().hours), knowledge())
    return None if due.response in _urgent_texts_said(events) else due


def _urgent_texts_said(events: list[dict[str, Any]]) -> set[str]:
    """Return the names of the texts that were said since the latest plan."""
    plans = [index for index, event in enumerate(events) if event.get("name") == "action_suggest_next_steps"]
    since = events[max(plans, default=-1) + 1 :]
    return {str((event.get("metadata") or {}).get("utter_action")) for event in since if event["event"] == "bot"}


def is_own_distress(tracker: Tracker) -> bool:
    """Tell whether the writer says in the latest message that she is not well herself, short of danger."""
    turn = turn_of({"parse_data": tracker.latest_message or {}}, None)
    return turn.danger == "check" and "self" in turn.kinds


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
        named = quote(concern.candidates_text)
        place = named[:1].upper() + named[1:]
        dispatcher.utter_message(response="utter_ask_municipality_choice", place=place, buttons=buttons)
        return []
