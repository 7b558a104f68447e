"""Our corrections to Rasa: that they work, and that Rasa still needs them."""

import inspect
from typing import Any

import pytest
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot import rasa_fixes

NOBODY_LISTENS = EndpointConfig("http://127.0.0.1:9/webhook")


@pytest.fixture(autouse=True)
def stock_rasa(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put Rasa's own methods back after each test."""
    monkeypatch.setattr(RemoteAction, "run", RemoteAction.run)
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)


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
def test_a_failed_action_is_said(fixed: bool) -> None:
    """Without the correction the teacher gets nothing; with it she gets a sentence."""
    import asyncio

    if fixed:
        rasa_fixes.speak_when_actions_fail()
    channel = CollectingOutputChannel()
    with pytest.raises(Exception):  # noqa: B017
        asyncio.run(run(RemoteAction("action_x", NOBODY_LISTENS), channel, "report_concern"))
    assert bool(channel.messages) is fixed


def test_a_form_that_cannot_ask_leaves_danger_to_the_rule() -> None:
    import asyncio

    rasa_fixes.speak_when_actions_fail()
    channel = CollectingOutputChannel()
    with pytest.raises(ActionExecutionRejection):
        asyncio.run(run(RemoteAction("validate_concern_form", NOBODY_LISTENS), channel, "danger_acute"))
    assert channel.messages == []
