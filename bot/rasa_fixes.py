"""Corrections to Rasa 3.6.21, each with its reason; `tests/unit/bot/test_rasa_fixes.py` tells which is not needed."""

import asyncio
import contextlib
import logging
from typing import Any

import aiohttp
import jsonschema
import rasa.core.actions.action
import rasa.core.processor
import rasa.utils.endpoints
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.core.policies.rule_policy import RulePolicy
from rasa.core.tracker_store import AwaitableTrackerStore, FailSafeTrackerStore
from rasa.shared.core.constants import PREVIOUS_ACTION, SHOULD_NOT_BE_SET
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import ACTION_NAME
from rasa.utils.endpoints import EndpointConfig

from bot.graph import StraightRunner
from bot.texts import text

logger = logging.getLogger(__name__)

# Intents that a rule answers with a fixed text, which must come also when the form cannot ask the action server.
ANSWERED_WITHOUT_ACTIONS = ("danger_acute", "self_in_danger_acute", "self_in_danger_urgent")


# The directory's own time limits are shorter, so a slow directory is still told by the action itself.
ACTION_SECONDS = 6.0


class ActionServerAway(RasaException):
    """The action server gave no usable answer; the teacher has been told."""


def apply() -> None:
    """Put all corrections in place. Calling it twice changes nothing."""
    compile_action_schema()
    keep_the_connection()
    send_no_domain()
    speak_when_actions_fail()
    stop_waiting_for_actions()
    find_kinds_of_events_once()
    run_the_graph_straight()
    look_at_rules_that_can_hold()


def compile_action_schema() -> None:
    """Compile the schema of action answers once, and hold each event against the schema of its own kind.

    Rasa re-checks its own events schema on every custom action, which costs more than all the rest of the turn; and it
    tries each event against all 23 kinds, of which the event's name can fit only one.
    """
    spec = RemoteAction.action_response_format_spec()
    validator_class = jsonschema.validators.validator_for(spec)
    any_event = dict(spec["properties"]["events"]["items"])
    kinds = {kind["properties"]["event"]["const"]: validator_class(kind) for kind in any_event.pop("oneOf")}
    array = {"type": "array", "items": any_event}
    whole = validator_class({**spec, "properties": {**spec["properties"], "events": array}})

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        whole.validate(result)
        for event in result.get("events", []):
            if event["event"] not in kinds:
                raise jsonschema.ValidationError("no such kind of event")
            kinds[event["event"]].validate(event)
        return True

    RemoteAction._validate_action_result = validate


def keep_the_connection() -> None:
    """Keep the connection to the action server between calls. Rasa makes a session and a connection for each call.

    What the server closed while it was not used is opened anew. Calling it twice changes nothing.
    """
    if getattr(EndpointConfig.session, "keeps", False):
        return
    new_session, request = EndpointConfig.session, EndpointConfig.request

    def session(self: EndpointConfig) -> Any:
        loop = asyncio.get_running_loop()
        kept = getattr(self, "kept_session", None)
        if kept is None or kept[0] is not loop or kept[1].closed:
            self.kept_session = kept = (loop, new_session(self))
        return contextlib.nullcontext(kept[1])

    async def ask(self: EndpointConfig, *args: Any, **kwargs: Any) -> Any:
        try:
            return await request(self, *args, **kwargs)
        except aiohttp.ServerDisconnectedError:
            # It was closed in the moment in which it was used. An action changes nothing, so it may be asked again.
            return await request(self, *args, **kwargs)

    session.keeps = True  # type: ignore[attr-defined]
    EndpointConfig.session, EndpointConfig.request = session, ask


def send_no_domain() -> None:
    """Send the domain with no call. No action reads it, but Rasa sends it to whatever validates a form, come what may.

    It is several times as long as the conversation, and was written and read anew in every turn.
    """

    def needs(self: Domain, action_name: str) -> bool:
        return False

    Domain.does_custom_action_explicitly_need_domain = needs


def speak_when_actions_fail() -> None:
    """Say so when a custom action fails. Rasa logs the failure and answers the teacher with nothing."""
    if getattr(RemoteAction.run, "speaks", False):
        return
    original = RemoteAction.run

    async def run(
        self: RemoteAction,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        try:
            # One failure is enough in a turn: the next action would wait just as long.
            if getattr(output_channel, "actions_away", False):
                raise ActionServerAway(self.name())
            events: list[Event] = await original(self, output_channel, nlg, tracker, domain)
            return events
        except ActionExecutionRejection:
            raise
        except Exception as error:
            intent = tracker.latest_message.intent.get("name") if tracker.latest_message else None
            output_channel.actions_away = True
            if self.name().startswith("validate_") and intent in ANSWERED_WITHOUT_ACTIONS:
                raise ActionExecutionRejection(self.name()) from error
            # The text of the error may hold what the teacher wrote, so only its kind is logged.
            logger.error("custom action %s failed: %s", self.name(), type(error).__name__)
            await output_channel.send_response(tracker.sender_id, {"text": text("utter_lookup_failed")})
            raise ActionServerAway(self.name()) from None

    run.speaks = True  # type: ignore[attr-defined]
    RemoteAction.run = run


def stop_waiting_for_actions() -> None:
    """Give up on an action server that hangs well within a turn. Rasa waits 300 seconds."""
    rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT = ACTION_SECONDS
    rasa.utils.endpoints.DEFAULT_REQUEST_TIMEOUT = ACTION_SECONDS


def find_kinds_of_events_once() -> None:
    """Remember the class of each kind of event.

    Rasa lists all subclasses anew for every event of a conversation that it reads back, which is every turn; in a long
    conversation that is a third of the turn.
    """
    if getattr(Event.resolve_by_type, "remembers", False):
        return
    original = Event.resolve_by_type
    known: dict[str, type[Event]] = {}

    def resolve(type_name: str, default: type[Event] | None = None) -> type[Event] | None:
        if type_name not in known:
            found = original(type_name, default)
            if found is None or found is default:
                return found
            known[type_name] = found
        return known[type_name]

    resolve.remembers = True  # type: ignore[attr-defined]
    Event.resolve_by_type = staticmethod(resolve)


def run_the_graph_straight() -> None:
    """Run a model's components one after the other. Dask plans each run anew, three times or more in a turn."""
    rasa.core.processor.DaskGraphRunner = StraightRunner


def look_at_rules_that_can_hold() -> None:
    """Compare a conversation with the rules that follow on its last action alone.

    Rasa compares it with all of them, twice before each action; most ask for another action and cannot hold.
    """
    if getattr(RulePolicy._get_possible_keys, "looks", False):
        return
    original = RulePolicy._get_possible_keys

    def possible(self: RulePolicy, lookup: dict[str, str], states: list[State]) -> set[str]:
        by_action = self.__dict__.setdefault("rules_by_action", {})
        # Training changes what it looks up; a trained model never does.
        of_lookup = (id(lookup), len(lookup))
        if of_lookup not in by_action:
            by_action[of_lookup] = rules_by_action(lookup)
        sorted_rules = by_action[of_lookup]
        at_hand = lookup
        if states:
            action = (states[-1].get(PREVIOUS_ACTION) or {}).get(ACTION_NAME)
            at_hand = sorted_rules[None] | sorted_rules.get(action, {})
        held: set[str] = original(self, at_hand, states)
        return held

    possible.looks = True  # type: ignore[attr-defined]
    RulePolicy._get_possible_keys = possible


def rules_by_action(lookup: dict[str, str]) -> dict[str | None, dict[str, str]]:
    """Sort Rasa's rules by the action that must come last before them; under None those that ask for none."""
    found: dict[str | None, dict[str, str]] = {None: {}}
    for key, value in lookup.items():
        last = RulePolicy._rule_key_to_state(key)[-1]
        action = (last.get(PREVIOUS_ACTION) or {}).get(ACTION_NAME)
        found.setdefault(None if action == SHOULD_NOT_BE_SET else action or None, {})[key] = value
    return found


def let_the_store_fail_loudly(agent: Agent) -> None:
    """Take away the wrapper that goes on with an empty memory when the tracker store fails.

    With it a teacher in the middle of the questions gets one fallback after another from an assistant that has
    forgotten her; without it the turn fails, the doors say so, and the conversation is there when the store is back.
    The wrapper also hides our store's `forget`.

    Args:
        agent: the loaded agent.
    """
    store = own_store(agent)
    agent.tracker_store = store
    if agent.processor:
        agent.processor.tracker_store = store


def own_store(agent: Agent) -> Any:
    """Return the tracker store itself, without Rasa's wrappers."""
    store = agent.tracker_store
    while isinstance(store, FailSafeTrackerStore | AwaitableTrackerStore):
        store = store._tracker_store
    return store
