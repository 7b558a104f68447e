"""What the doors count: every turn under the right code, every failure by the part at fault, and never a text."""

import asyncio
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from rasa.core.channels.channel import UserMessage

from bot import measures
from bot.channels import door, turn
from bot.channels.engine import EngineError
from bot.channels.json_requests import refusal
from bot.channels.turn import take_turn

ROOT = Path(__file__).resolve().parents[3]
ACUTE = "hun har taget en masse piller"
ORDINARY = "hun er tit væk fra timerne"
# The only names of labels there are: none is for a text, an id, an address or a school.
LABELS = {"channel", "outcome", "level", "part", "kind", "intent", "code", "state", "le"}


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def answer(message: UserMessage) -> None:
    await message.output_channel.send_response(message.sender_id, {"text": "svar"})


async def say_nothing(message: UserMessage) -> None:
    pass


async def fail(message: UserMessage) -> None:
    raise EngineError


async def load(message: UserMessage) -> None:
    raise EngineError("utter_starting")


def counted(handler: Any, typed: str, level: str, outcome: str) -> float:
    """Whether one turn was counted, under that level and outcome in both series."""
    names = {"vejviser_turns_total": {"channel": "web"}, "vejviser_danger_turns_total": {"level": level}}
    before = [value(name, outcome=outcome, **labels) for name, labels in names.items()]
    asyncio.run(take_turn(handler, typed, "hemmeligt-id", "web"))
    after = [value(name, outcome=outcome, **labels) for name, labels in names.items()]
    assert after[0] - before[0] == after[1] - before[1]
    return after[0] - before[0]


@pytest.mark.parametrize(
    ("handler", "typed", "level", "outcome"),
    [
        (answer, ORDINARY, "none", "answered"),
        (answer, ACUTE, "acute", "answered"),
        (fail, ACUTE, "acute", "by_rule"),
        (say_nothing, ACUTE, "acute", "by_rule"),
        (fail, ORDINARY, "none", "failed"),
        (say_nothing, ORDINARY, "none", "silent"),
        (load, ORDINARY, "none", "unready"),
        (answer, "   ", "none", "refused"),
        (answer, ACUTE + " og" * 900, "acute", "refused"),
    ],
)
def test_a_turn_is_counted_by_what_the_teacher_saw(handler: Any, typed: str, level: str, outcome: str) -> None:
    assert counted(handler, typed, level, outcome) == 1


def test_a_door_that_fails_is_told_apart_from_danger_that_nobody_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_text: str) -> Any:
        raise ValueError("hemmelige ord")

    monkeypatch.setattr(door, "assess", broken)
    unread = value("vejviser_danger_rules_failed_total")
    assert counted(answer, ACUTE, "unread", "failed") == 1
    assert value("vejviser_danger_rules_failed_total") == unread, "the second reading saw the danger"
    monkeypatch.setattr(turn, "assess", broken)
    assert counted(answer, ACUTE, "unread", "failed") == 1
    assert value("vejviser_danger_rules_failed_total") == unread + 1


def test_what_is_cut_off_is_counted_as_that() -> None:
    async def hang(message: UserMessage) -> None:
        await asyncio.sleep(60)

    async def story() -> None:
        task = asyncio.ensure_future(take_turn(hang, ORDINARY, "a", "teams"))
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    before = value("vejviser_turns_total", channel="teams", outcome="cancelled")
    asyncio.run(story())
    assert value("vejviser_turns_total", channel="teams", outcome="cancelled") == before + 1


def test_an_acute_answer_is_timed() -> None:
    before = value("vejviser_acute_seconds_count")
    asyncio.run(take_turn(fail, ACUTE, "a", "web"))
    asyncio.run(take_turn(fail, ORDINARY, "a", "web"))
    assert value("vejviser_acute_seconds_count") == before + 1


def test_what_is_taken_out_is_counted_by_kind() -> None:
    before = {kind: value("vejviser_redactions_total", kind=kind) for kind in measures.KINDS}
    asyncio.run(take_turn(answer, "ring til mig på 20304050 eller skriv til a@b.dk", "a", "web"))
    after = {kind: value("vejviser_redactions_total", kind=kind) - before[kind] for kind in measures.KINDS}
    assert after["phone"] == after["email"] == 1 and after["cpr"] == 0


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("LockError", "lock"),
        ("Busy", "lock"),
        ("ConnectionError", "store"),
        ("EngineError", "no_answer"),
        ("hemmelige ord", "other"),
        (None, "other"),
    ],
)
def test_a_fault_is_counted_by_the_part(kind: object, part: str) -> None:
    before = value("vejviser_turn_faults_total", part=part)
    measures.failed(kind)
    assert value("vejviser_turn_faults_total", part=part) == before + 1


def test_an_action_that_failed_is_counted_though_the_turn_went_on() -> None:
    before = value("vejviser_turn_faults_total", part="actions")
    measures.understood({"fault": "actions", "intent": "greet"})
    measures.understood({"fault": "hemmelige ord"})
    assert value("vejviser_turn_faults_total", part="actions") == before + 1


def test_a_conversation_that_is_over_is_no_fault() -> None:
    before = [value("vejviser_turn_faults_total", part=part) for part in (*measures.AT_FAULT, "other")]
    measures.failed("UnknownConversation")
    assert before == [value("vejviser_turn_faults_total", part=part) for part in (*measures.AT_FAULT, "other")]


def test_what_a_teacher_tells_of_herself_is_not_told_apart() -> None:
    before = value("vejviser_intent_turns_total", intent="danger_acute")
    measures.understood({"intent": "self_in_danger_acute", "seconds": {"nlu": 0.02, "hemmelige ord": 1}})
    measures.understood({"intent": "danger_acute"})
    assert value("vejviser_intent_turns_total", intent="danger_acute") == before + 2


@pytest.mark.parametrize(
    "measured", [{}, {"intent": None}, {"intent": ["x"], "seconds": "x"}, {"seconds": {"nlu": "x"}}]
)
def test_no_turn_fails_because_it_could_not_be_measured(measured: dict[str, Any]) -> None:
    measures.understood(measured)


def test_the_intents_are_those_of_the_domain() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    assert {*measures.INTENTS, *measures.OF_HERSELF} == set(domain["intents"])
    assert set(measures.OF_HERSELF.values()) < set(measures.INTENTS)


def test_every_series_that_an_alert_looks_at_stands_from_the_start() -> None:
    measures.make_ready()
    for name, labels in (
        ("vejviser_danger_turns_total", {"level": "unread", "outcome": "failed"}),
        ("vejviser_turns_total", {"channel": "teams", "outcome": "silent"}),
        ("vejviser_turn_faults_total", {"part": "store"}),
        ("vejviser_danger_rules_failed_total", {}),
    ):
        assert REGISTRY.get_sample_value(name, labels) is not None, name


def test_what_stands_is_asked_when_it_is_asked() -> None:
    agent = SimpleNamespace(state="ready", life=3)
    web = SimpleNamespace(name=lambda: "web", figures=lambda: {"open": 7.0})
    registry = CollectorRegistry()
    registry.register(measures.Standing(agent, [web, SimpleNamespace(name=lambda: "rest")]))
    assert registry.get_sample_value("vejviser_engine_state", {"state": "ready"}) == 1
    agent.state = "away"
    assert registry.get_sample_value("vejviser_engine_state", {"state": "ready"}) == 0
    assert registry.get_sample_value("vejviser_engine_lives") == 3
    assert registry.get_sample_value("vejviser_conversations_open", {"channel": "web"}) == 7


def _bots() -> Any:
    """The bot's figures alone: in this process others may stand beside them."""
    own = [made for made in vars(measures).values() if hasattr(made, "_labelnames")]
    assert len(own) >= 10
    return REGISTRY.restricted_registry(sorted({name for made in own for name in REGISTRY._collector_to_names[made]}))


def test_no_text_id_address_or_school_can_become_a_figure() -> None:
    """Whatever codes come in, known or made up, what is served holds none of them."""
    hostile = 'hemmelige"}\n ord Mads 010190-1234'
    asyncio.run(take_turn(answer, hostile, "hemmeligt-id", hostile, {"school": "hemmelig-skole"}))
    measures.understood({"intent": hostile, "seconds": {hostile: 1.0}})
    measures.failed(hostile)
    measures.redacted([hostile])
    refusal(400, hostile, "utter_bad_request")
    served = generate_latest(_bots()).decode()
    assert "hemmelig" not in served and "Mads" not in served and "010190" not in served
    names = {name for line in served.splitlines() for name in re.findall(r'[{,]([a-z_]+)="', line)}
    assert {"channel", "level", "intent"} <= names <= LABELS
