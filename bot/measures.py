"""What the doors count, for Prometheus (docs/sight.md): codes, counts and seconds, never a text, an id or a school."""

import time
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any

from prometheus_client import Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from deploy.metrics import OTHER, SHORT, among

CHANNELS = ("web", "teams", "rest")
# answered: by Rasa. by_rule: acute, answered by the door while Rasa did not. unready: Rasa is loading or has no model.
# silent: Rasa ended and had said nothing. refused: empty or too long. failed: everything else. cancelled: we ended.
OUTCOMES = ("answered", "by_rule", "unready", "silent", "refused", "failed", "cancelled")
# unread: the rules themselves failed.
LEVELS = ("none", "check", "urgent", "acute", "unread")
KINDS = ("cpr", "name", "phone", "email", "address", "class", "number")
# Inside Rasa's process. The doors add `rasa`, all of its time as they saw it; the rest of a turn is their own.
PARTS = ("nlu", "actions", "store")
STATES = ("starting", "ready", "silent", "no_model", "away")
# As in domain.yml, but what a teacher tells of herself is counted as danger, and of whom is not.
INTENTS = (
    "report_concern", "inform_municipality", "inform_age", "affirm", "deny", "dont_know", "correct", "ask_role",
    "ask_contact", "ask_law", "ask_talk", "ask_treatment", "ask_plan", "ask_bot", "request_handover", "give_feedback",
    "greet", "goodbye", "thank", "restart", "insult", "other_language", "out_of_scope", "nlu_fallback",
    "danger_acute", "danger_urgent", "danger_check",
)  # fmt: skip
OF_HERSELF = {
    "self_in_danger_acute": "danger_acute",
    "self_in_danger_urgent": "danger_urgent",
    "disclose_self": "report_concern",
}
# Kinds of errors by the part at fault, as the engine names them.
AT_FAULT = {
    "store": ("ConnectionError", "TimeoutError", "RedisError", "BusyLoadingError"),
    "lock": ("LockError", "LockNotOwnedError", "TicketExistsError", "Busy", "LostLock"),
    # Rasa goes on after an action that failed: `understood` counts it.
    "actions": (),
    # Rasa's process gave no answer at all: it hangs, has ended, or took too long.
    "no_answer": ("EngineError",),
}
# How a shared store says that there is nothing to do: a conversation that is over, and a message that was answered.
NO_FAULT = ("UnknownConversation", "AnsweredBefore")
REFUSALS = (
    "bad_request", "too_long", "empty", "unknown_conversation", "rate_limited", "nothing_to_undo", "closed", "refused",
    "away", "uncertain", "not_found", "too_large", "failed",
)  # fmt: skip

TURNS = Counter("vejviser_turns", "Messages that were answered", ["channel", "outcome"])
DANGER = Counter("vejviser_danger_turns", "Messages by the danger that the door's rules saw", ["level", "outcome"])
SECONDS = Histogram("vejviser_turn_seconds", "A whole turn at the door", ["channel"], buckets=SHORT)
PART_SECONDS = Histogram("vejviser_turn_part_seconds", "Parts of a turn", ["part"], buckets=SHORT)
ACUTE_SECONDS = Histogram(
    "vejviser_acute_seconds", "From an acute message to its answer", buckets=(0.05, 0.1, 0.25, 0.5, 0.75, 1.0, 2.0, 4.0)
)
INTENT_TURNS = Counter("vejviser_intent_turns", "Messages by what Rasa took them for", ["intent"])
REDACTED = Counter("vejviser_redactions", "What was taken out of messages, by kind", ["kind"])
REFUSED = Counter("vejviser_refusals", "Requests that were answered with no", ["code"])
FAULTS = Counter("vejviser_turn_faults", "Turns that failed, by the part at fault", ["part"])
RULES_FAILED = Counter("vejviser_danger_rules_failed", "Messages that the rules of danger could not read")


def make_ready() -> None:
    """Make every series stand at nought from the start: an alert cannot see the first step of one that appears."""
    for outcome in OUTCOMES:
        for channel in CHANNELS:
            TURNS.labels(channel, outcome)
        for level in LEVELS:
            DANGER.labels(level, outcome)
    for part in (*AT_FAULT, OTHER):
        FAULTS.labels(part)
    for kind in KINDS:
        REDACTED.labels(kind)


class TurnMeasure:
    """Measures one turn at the door, from `with` to its end."""

    def __init__(self, channel: str) -> None:
        """Begin as if it fails, which is what an error makes of it."""
        self._channel = among(channel, CHANNELS)
        self.level = "unread"
        self.outcome = "failed"

    def __enter__(self) -> "TurnMeasure":
        self._began = time.monotonic()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        seconds = time.monotonic() - self._began
        outcome = "cancelled" if kind is not None and not issubclass(kind, Exception) else self.outcome
        TURNS.labels(self._channel, among(outcome, OUTCOMES)).inc()
        DANGER.labels(among(self.level, LEVELS), among(outcome, OUTCOMES)).inc()
        SECONDS.labels(self._channel).observe(seconds)
        if self.level == "acute" and kind is None:
            ACUTE_SECONDS.observe(seconds)


def redacted(kinds: Sequence[str]) -> None:
    """Count what was taken out of a message.

    Args:
        kinds: one for each find.
    """
    for kind in kinds:
        REDACTED.labels(among(kind, KINDS)).inc()


def understood(measured: Mapping[str, Any]) -> None:
    """Count what Rasa's process measured of a turn.

    Args:
        measured: `intent`, `seconds` by part, and perhaps the part at `fault` (bot/measuring.py).
    """
    if measured.get("fault") == "actions":
        FAULTS.labels("actions").inc()
    intent = measured.get("intent")
    if isinstance(intent, str):
        INTENT_TURNS.labels(among(OF_HERSELF.get(intent, intent), INTENTS)).inc()
    # Whatever comes, no turn fails because it could not be measured.
    seconds = measured.get("seconds")
    parts = seconds if isinstance(seconds, Mapping) else {}
    for part in PARTS:
        if isinstance(parts.get(part), int | float):
            PART_SECONDS.labels(part).observe(parts[part])


def failed(kind: object) -> None:
    """Count a turn that failed by the part at fault.

    Args:
        kind: the name of the error's class.
    """
    if kind in NO_FAULT:
        return
    FAULTS.labels(next((part for part, kinds in AT_FAULT.items() if kind in kinds), OTHER)).inc()


class Standing(Collector):
    """What stands as it is when it is asked: Rasa's process, and what each door tells of itself."""

    def __init__(self, agent: Any, doors: Sequence[Any]) -> None:
        """Name whom to ask.

        Args:
            agent: with `state` and `life`.
            doors: those with `figures()` tell theirs, by name.
        """
        self._agent = agent
        self._doors = doors

    def collect(self) -> Iterator[Metric]:
        """Yield the figures."""
        state = GaugeMetricFamily("vejviser_engine_state", "1 for the state Rasa's process is in", labels=["state"])
        for one in STATES:
            state.add_metric([one], float(one == getattr(self._agent, "state", "ready")))
        yield state
        lives = getattr(self._agent, "life", 0)
        yield GaugeMetricFamily("vejviser_engine_lives", "How many times Rasa's process has become ready", value=lives)
        yield from self._told()

    def _told(self) -> Iterator[Metric]:
        open_ones = GaugeMetricFamily("vejviser_conversations_open", "Conversations open here", labels=["channel"])
        others: list[Metric] = []
        for door in self._doors:
            figures: dict[str, float] = getattr(door, "figures", dict)()
            for name, value in figures.items():
                if name == "open":
                    open_ones.add_metric([among(door.name(), CHANNELS)], value)
                else:
                    others.append(GaugeMetricFamily(f"vejviser_{name}", "As docs/sight.md says", value=value))
        yield from (open_ones, *others)
