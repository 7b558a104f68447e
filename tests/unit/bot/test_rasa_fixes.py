"""Our corrections to Rasa: that they work, and that Rasa still needs them."""

import asyncio
import contextlib
import inspect
import json
from collections.abc import AsyncIterator
from typing import Any

import jsonschema
import pytest
import rasa.core.actions.action
import rasa.core.processor
import rasa.shared.utils.common
import rasa.utils.endpoints
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot import rasa_fixes
from bot.channels.turn import TURN_SECONDS
from bot.tracker_store import ExpiringTrackerStore

NOBODY_LISTENS = EndpointConfig("http://127.0.0.1:9/webhook")


@pytest.fixture(autouse=True)
def stock_rasa(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put Rasa's own methods back after each test."""
    monkeypatch.setattr(RemoteAction, "run", RemoteAction.run)
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(Event.resolve_by_type))
    monkeypatch.setattr(EndpointConfig, "session", EndpointConfig.session)
    monkeypatch.setattr(EndpointConfig, "request", EndpointConfig.request)
    monkeypatch.setattr(RulePolicy, "_get_possible_keys", RulePolicy._get_possible_keys)
    monkeypatch.setattr(rasa.core.processor, "DaskGraphRunner", rasa.core.processor.DaskGraphRunner)


def tracker_with(intent: str) -> DialogueStateTracker:
    tracker = DialogueStateTracker.from_events("a", [])
    tracker.update(UserUttered("hun er væk", intent={"name": intent}))
    return tracker


async def run(action: RemoteAction, channel: CollectingOutputChannel, intent: str) -> Any:
    return await action.run(channel, TemplatedNaturalLanguageGenerator({}), tracker_with(intent), Domain.empty())


def test_rasa_still_compiles_the_schema_on_every_action() -> None:
    """Not needed any more when Rasa keeps a compiled validator: remove compile_action_schema then."""
    source = inspect.getsource(RemoteAction._validate_action_result)
    assert "validate(result, self.action_response_format_spec())" in source


def test_the_compiled_schema_still_refuses_a_wrong_answer() -> None:
    rasa_fixes.compile_action_schema()
    action = RemoteAction("action_x", NOBODY_LISTENS)
    assert action._validate_action_result({"events": [], "responses": []})
    with pytest.raises(Exception, match="is not of type"):
        action._validate_action_result({"events": "none", "responses": []})


@pytest.mark.parametrize("fixed", [False, True])
@pytest.mark.parametrize(
    "event",
    [
        {"event": "slot", "value": 1},
        {"event": "action", "name": 5},
        {"event": "slot", "name": "topics", "value": 1, "timestamp": "now"},
        {"event": "no such kind"},
        {"name": "topics", "value": 1},
        "slot",
    ],
)
def test_an_event_that_rasa_refuses_is_refused(event: Any, fixed: bool) -> None:
    if fixed:
        rasa_fixes.compile_action_schema()
    action = RemoteAction("action_x", NOBODY_LISTENS)
    good = {"event": "slot", "name": "topics", "value": ["sorg"], "timestamp": None}
    assert action._validate_action_result({"events": [good], "responses": []})
    with pytest.raises(jsonschema.ValidationError):
        action._validate_action_result({"events": [good, event], "responses": []})


@pytest.mark.parametrize(("fixed", "connections"), [(False, 3), (True, 1)])
def test_the_connection_is_kept_between_calls(fixed: bool, connections: int) -> None:
    """Not needed any more when Rasa keeps its session: remove keep_the_connection then."""
    if fixed:
        rasa_fixes.keep_the_connection()
        rasa_fixes.keep_the_connection()

    async def story() -> int:
        server = Server(answers_each=3)
        async with server.listening() as endpoint:
            for _ in range(3):
                await endpoint.request(json={})
        return server.connections

    assert asyncio.run(story()) == connections


def test_a_connection_that_is_closed_in_the_moment_it_is_used_costs_no_answer() -> None:
    rasa_fixes.keep_the_connection()

    async def story() -> Any:
        server = Server(answers_each=1)
        async with server.listening() as endpoint:
            return [await endpoint.request(json={}) for _ in range(3)]

    assert asyncio.run(story()) == [{"events": []}] * 3


class Server:
    """An action server that closes a connection at the question after so many answers, without a word."""

    def __init__(self, answers_each: int) -> None:
        self.answers_each, self.connections = answers_each, 0

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[EndpointConfig]:
        server = await asyncio.start_server(self.answer, "127.0.0.1", 0)
        endpoint = EndpointConfig(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/webhook")
        try:
            yield endpoint
        finally:
            kept = getattr(endpoint, "kept_session", None)
            if kept:
                await kept[1].close()
            server.close()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        for _ in range(self.answers_each):
            if not await reader.readline():
                break
            await reader.readuntil(b"\r\n\r\n{}")
            body = b'{"events": []}'
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
            writer.write(head + body)
            await writer.drain()
        else:
            await reader.readline()
        writer.close()


@pytest.mark.parametrize("fixed", [False, True])
def test_a_failed_action_is_said(fixed: bool) -> None:
    """Without the correction the teacher gets nothing; with it she gets a sentence."""
    if fixed:
        rasa_fixes.speak_when_actions_fail()
    channel = CollectingOutputChannel()
    with pytest.raises(Exception):  # noqa: B017
        asyncio.run(run(RemoteAction("action_x", NOBODY_LISTENS), channel, "report_concern"))
    assert bool(channel.messages) is fixed


def test_a_form_that_cannot_ask_leaves_danger_to_the_rule() -> None:
    rasa_fixes.speak_when_actions_fail()
    channel = CollectingOutputChannel()
    with pytest.raises(ActionExecutionRejection):
        asyncio.run(run(RemoteAction("validate_concern_form", NOBODY_LISTENS), channel, "danger_acute"))
    assert channel.messages == []


def test_rasa_still_waits_five_minutes_for_an_action_and_with_us_no_longer_than_a_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not needed any more when the time is a setting of the endpoint: remove stop_waiting_for_actions then."""
    for module in (rasa.utils.endpoints, rasa.core.actions.action):
        monkeypatch.setattr(module, "DEFAULT_REQUEST_TIMEOUT", DEFAULT_REQUEST_TIMEOUT)
    assert DEFAULT_REQUEST_TIMEOUT == 300
    rasa_fixes.stop_waiting_for_actions()

    async def limit() -> Any:
        async with NOBODY_LISTENS.session() as session:
            return session.timeout.total

    assert rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT == rasa_fixes.ACTION_SECONDS
    assert asyncio.run(limit()) == rasa_fixes.ACTION_SECONDS < TURN_SECONDS


def test_rasa_still_lists_all_kinds_of_events_for_each_event_and_ours_looks_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not needed any more when Rasa remembers them: remove find_kinds_of_events_once then."""
    listed: list[Any] = []
    all_subclasses = rasa.shared.utils.common.all_subclasses

    def counted(of: Any) -> Any:
        listed.extend([of] if of is Event else [])
        return all_subclasses(of)

    monkeypatch.setattr(rasa.shared.utils.common, "all_subclasses", counted)
    Event.resolve_by_type("slot")
    Event.resolve_by_type("slot")
    assert len(listed) == 2
    rasa_fixes.find_kinds_of_events_once()
    rasa_fixes.find_kinds_of_events_once()
    assert [Event.resolve_by_type("slot") for _ in range(3)] == [SlotSet] * 3
    assert len(listed) == 3
    assert Event.resolve_by_type("topic") is None
    assert Event.resolve_by_type("no such kind", UserUttered) is UserUttered
    with pytest.raises(ValueError, match="no such kind"):
        Event.resolve_by_type("no such kind")


def rule(*states: dict[str, Any]) -> str:
    return json.dumps(states, sort_keys=True)


LISTENED: dict[str, Any] = {"prev_action": {"action_name": "action_listen"}}
GREETED: dict[str, Any] = {"prev_action": {"action_name": "utter_greet"}}
HELLO: dict[str, Any] = {"user": {"intent": "greet"}}
THANKS: dict[str, Any] = {"user": {"intent": "thank"}}
IN_FORM: dict[str, Any] = {"active_loop": {"name": "concern_form"}}
NOTHING_BEFORE: dict[str, Any] = {"prev_action": {"action_name": "should_not_be_set"}}
RULES = {
    name: "x"
    for name in (
        rule(LISTENED | HELLO),
        rule(LISTENED | HELLO, GREETED | HELLO),
        rule(LISTENED | THANKS),
        rule(LISTENED | HELLO | IN_FORM),
        rule(IN_FORM),
        rule(HELLO),
        rule(NOTHING_BEFORE),
        rule({"active_loop": {"name": "should_not_be_set"}}, GREETED),
    )
}


def test_only_rules_that_can_hold_are_compared_and_the_same_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not needed any more when Rasa compares few rules: remove look_at_rules_that_can_hold then."""
    compared: list[str] = []
    applicable = RulePolicy._is_rule_applicable

    def counted(self: RulePolicy, key: str, index: int, state: Any) -> bool:
        compared.append(key)
        return bool(applicable(self, key, index, state))

    monkeypatch.setattr(RulePolicy, "_is_rule_applicable", counted)
    policy = RulePolicy.__new__(RulePolicy)
    one = [{}, LISTENED, LISTENED | HELLO, LISTENED | THANKS, GREETED | HELLO, LISTENED | HELLO | IN_FORM, IN_FORM]
    conversations: list[Any] = [[], *([first] for first in one), *([first, then] for first in one for then in one)]

    def asked() -> tuple[list[Any], int]:
        compared.clear()
        return [policy._get_possible_keys(RULES, states) for states in conversations], len(compared)

    theirs, many = asked()
    rasa_fixes.look_at_rules_that_can_hold()
    rasa_fixes.look_at_rules_that_can_hold()
    ours, few = asked()
    assert ours == theirs
    assert few < many
    assert max(map(len, ours[1:])) >= 2


class Away(ExpiringTrackerStore):
    """A store that is away."""

    async def retrieve(self, sender_id: str) -> Any:
        raise OSError("away")


def test_rasa_still_goes_on_with_an_empty_memory_and_ours_fails_loudly() -> None:
    """Not needed any more when Rasa raises: remove let_the_store_fail_loudly then."""
    agent = Agent(tracker_store=Away(Domain.empty()))
    assert asyncio.run(agent.tracker_store.retrieve("a")) is None
    assert not hasattr(agent.tracker_store, "forget"), "Rasa's wrapper hides it"
    rasa_fixes.let_the_store_fail_loudly(agent)
    with pytest.raises(OSError, match="away"):
        asyncio.run(agent.tracker_store.retrieve("a"))
    asyncio.run(agent.tracker_store.forget("a"))


def test_an_action_server_that_hangs_is_waited_for_once_in_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (rasa.utils.endpoints, rasa.core.actions.action):
        monkeypatch.setattr(module, "DEFAULT_REQUEST_TIMEOUT", 0.3)
    rasa_fixes.speak_when_actions_fail()

    async def story() -> float:
        server = await asyncio.start_server(lambda reader, writer: asyncio.sleep(5), "127.0.0.1", 0)
        hangs = EndpointConfig(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/webhook")
        channel = CollectingOutputChannel()
        started = asyncio.get_running_loop().time()
        for name in ("action_x", "action_y", "action_z"):
            with pytest.raises(rasa_fixes.ActionServerAway):
                await run(RemoteAction(name, hangs), channel, "report_concern")
        return asyncio.get_running_loop().time() - started

    assert asyncio.run(story()) < 0.6
