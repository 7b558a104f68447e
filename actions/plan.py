"""The plan, and what the school's own plan says when there is danger."""

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.clock import danish_now
from actions.form import FORM, urgent_due
from actions.guidance.aftermath import ACUTE, ACUTE_SELF, AFTER
from actions.guidance.answer import answer
from actions.guidance.concern import Concern
from actions.guidance.note import write_note
from actions.guidance.opening import opening
from actions.guidance.plan import Plan, plan
from actions.guidance.school import HOME_IS_DANGER
from actions.house import concern_of, knowledge, school_of
from actions.lookup import Found, look_up, look_up_plan

SLOTS = ("safety", "topics", "age_group", "municipality", "tried")


def decide(concern: Concern, found: Found) -> Plan:
    """Return the plan as it is at this hour; whole for whoever was told of the pupil and sees the case through."""
    now, known = danish_now(), knowledge()
    hours, whole = opening(now, known.hours), concern.told_to is not None
    if whole:
        # That the counsellor knows is no step that has been taken: it is why she asks.
        concern = replace(concern, tried=concern.tried - {"counsellor"})
    home = found.municipality
    decided = plan(concern, found.school_plan, found.services, known, now.date(), home, hours, whole=whole)
    return replace(decided, as_of=found.as_of)


class ActionSuggestNextSteps(Action):
    """Answers with the whole plan and clears the form's slots, so that the next pupil starts empty."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_suggest_next_steps"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Look up, decide, and answer once."""
        concern = concern_of(tracker)
        if concern.acute_now:
            # Danger was told as an answer to the safety question: the same first words as for danger told at once.
            return await answer_acute(dispatcher, tracker, domain, concern)
        found = await look_up(concern, school_of(tracker))
        note = write_note(concern, knowledge(), danish_now().date(), found.municipality)["note"]
        shown = answer(decide(concern, found), knowledge())
        dispatcher.utter_message(json_message={**shown, "kind": "plan", "note": note})
        return [SlotSet(name, None) for name in SLOTS]


class ActionAnswerAcute(Action):
    """After the fixed text: who does what at this school right now, from its own plan."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_answer_acute"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Show the acute steps only; everything else waits, until the teacher writes that help is there."""
        concern = concern_of(tracker)
        if concern.help_here:
            # The channel leaves the acute text out of a turn in which this one is said.
            dispatcher.utter_message(response=AFTER)
            return [FollowupAction(FORM)]
        # Contacts are for afterwards; asking for them would cost the time that this answer has.
        found = await look_up_plan(school_of(tracker))
        unsafe_home = HOME_IS_DANGER & set(concern.subjects)
        shown = answer(decide(concern, found), knowledge(), only=("acute", "avoid") if unsafe_home else ("acute",))
        dispatcher.utter_message(json_message={**shown, "kind": "acute"})
        return []


async def answer_acute(
    dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any], concern: Concern
) -> list[EventType]:
    """Say what to do now, the fixed text first, and what this school's own plan says."""
    dispatcher.utter_message(response=ACUTE_SELF if concern.about_self else ACUTE)
    return await ActionAnswerAcute().run(dispatcher, tracker, domain)


class ActionAnswerUrgent(Action):
    """Says that it must be handled today, once, before the questions go on."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_answer_urgent"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Utter the fixed text for this kind of danger, this age and this hour."""
        due = urgent_due(tracker.events)
        if due:
            dispatcher.utter_message(response=due.response, contact=due.contact)
        return []
