"""One turn with a last line of defence: danger is answered first, and no message is met with silence."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot import measures
from bot.channels import door
from bot.channels.collector import Collector, Message, fixed
from bot.safety import Danger, assess
from bot.safety.paths import urgent_text
from bot.texts import response, text

logger = logging.getLogger(__name__)

Handler = Callable[[UserMessage], Awaitable[Any]]

# The answer to acute danger is with the teacher within a second, so some of it is left for the way there.
ACUTE_SECONDS = 0.7
# An action that waits for a directory that hangs takes up to five seconds; what takes longer does not come.
TURN_SECONDS = 8.0
FAILED = "utter_channel_failed"
EXPIRED = "utter_expired"
NOT_READY = ("utter_starting", "utter_no_model")


@dataclass(frozen=True)
class Turn:
    """What the channel gives back: the messages, the text as it was passed on if something was removed from it,
    why the message was refused (`empty`, `too_long`, `expired`), if it was, and whether no whole answer came."""

    messages: list[Message] = field(default_factory=list)
    received: str | None = None
    refused: str | None = None
    failed: bool = False

    @property
    def is_acute(self) -> bool:
        """Whether it begins with what to do in danger now. Rasa may then go on when the answer has been given."""
        return bool(self.messages) and self.messages[0].get("kind") == "acute"


@dataclass(frozen=True)
class Arrival:
    """What those who keep conversations must know of a message: its own id, so that it is answered once, and whether
    it may begin a conversation that is not known."""

    message_id: str | None = None
    may_begin: bool = True


class Arrived(UserMessage):
    """A message on its way to Rasa."""

    arrival = Arrival()


async def take_turn(
    handler: Handler,
    typed: str,
    sender: str,
    channel: str,
    metadata: dict[str, Any] | None = None,
    arrival: Arrival | None = None,
) -> Turn:
    """Take one message through the door, to Rasa and back.

    Args:
        handler: Rasa's `on_new_message`.
        typed: the message as it was typed.
        sender: the conversation's id.
        channel: the input channel's name.
        metadata: what Rasa may know besides the text.
        arrival: what Rasa's keeper of conversations must know of the message.

    Returns:
        At least one message, unless the message was refused for another reason than danger.
    """
    with measures.TurnMeasure(channel) as measured:
        message = Arrived(typed, Collector(), sender, input_channel=channel, metadata=metadata)
        message.arrival = arrival or message.arrival
        return await _take(handler, message, measured)


async def _take(handler: Handler, message: Arrived, measured: measures.TurnMeasure) -> Turn:
    typed = message.text
    try:
        passed = door.receive(typed)
    except door.Refused as refusal:
        measured.level, measured.outcome = refusal.danger.level, "refused"
        return Turn(danger_messages(refusal.danger), refused=refusal.code)
    except Exception as error:
        _log("the door failed", error)
        return Turn([*danger_in(typed), fixed(FAILED)])
    measured.level = passed.danger.level
    measures.redacted(passed.removed)
    acute = passed.danger.level == "acute"
    collector = Collector(acute_answered=acute)
    message.text, message.output_channel = passed.text, collector
    message.metadata = {**(message.metadata or {}), **({"acute_answered": True} if acute else {})}
    excuse = await _ask(handler, message, ACUTE_SECONDS if acute else TURN_SECONDS)
    answers = collector.close()
    if excuse == EXPIRED:
        measured.outcome = "refused"
        return Turn(danger_messages(passed.danger), refused="expired")
    measured.outcome = _outcome(acute, answers, excuse)
    messages = _guard(passed, answers, excuse, goes_on=collector.goes_on_after_acute and excuse is None)
    return Turn(messages, received=passed.text if passed.removed else None, failed=excuse is not None)


def _outcome(acute: bool, answers: list[Message], excuse: str | None) -> str:
    if excuse is None and answers:
        return "answered"
    if acute:
        return "by_rule"
    return "silent" if excuse is None else "unready" if excuse in NOT_READY else "failed"


def danger_messages(danger: Danger) -> list[Message]:
    """Return the fixed text for a danger, or nothing when the rules see neither acute nor urgent danger."""
    if danger.level not in ("acute", "urgent"):
        return []
    if "self" in danger.kinds:
        return [fixed(f"utter_{danger.level}_self")]
    if danger.level == "acute":
        return [fixed("utter_acute")]
    name, contact = urgent_text(danger.kinds)
    return [fixed(name, contact=contact)]


def danger_in(typed: str) -> list[Message]:
    """Return the fixed text for the danger in a message that goes no further, even when the rules themselves fail."""
    try:
        return danger_messages(assess(door.clean(typed)[: door.DANGER_LIMIT]))
    except Exception as error:
        measures.RULES_FAILED.inc()
        _log("the danger rules failed", error)
        return []


async def _ask(handler: Handler, message: UserMessage, seconds: float) -> str | None:
    """Let Rasa answer for a number of seconds. A slow acute turn may end behind our back.

    Returns:
        None when it finished, otherwise the name of the text that says why it did not.
    """
    task = asyncio.ensure_future(handler(message))
    task.add_done_callback(_note_failure)
    done, _ = await asyncio.wait({task}, timeout=seconds)
    if not done:
        logger.error("a turn took more than %s seconds", seconds)
        asyncio.get_running_loop().call_later(max(0.0, TURN_SECONDS - seconds), task.cancel)
        return FAILED
    if task.cancelled():
        return FAILED
    error = task.exception()
    return None if error is None else str(getattr(error, "response_name", None) or FAILED)


def _note_failure(task: "asyncio.Future[Any]") -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log("a turn failed", error)


def _guard(passed: door.Passed, answers: list[Message], excuse: str | None, goes_on: bool = False) -> list[Message]:
    """Put the fixed texts where they belong, so that danger comes first and something always comes.

    `goes_on`: Rasa, which knows the conversation, has answered this acute danger before and says what comes after it.
    """
    acute = passed.danger.level == "acute" and not goes_on
    failed = not acute and (excuse or not answers)
    opening = danger_messages(passed.danger) if acute or failed else []
    notice = [_redacted(passed.removed)] if passed.removed else []
    notice += [fixed("utter_no_orders")] if passed.was_order else []
    closing = [fixed(excuse or FAILED)] if failed else []
    return [*opening, *notice, *answers, *closing]


def _redacted(removed: tuple[str, ...]) -> Message:
    words = response("utter_redacted")["metadata"]
    kinds = list(dict.fromkeys(words["kinds"].get(kind, words["kinds"]["other"]) for kind in removed))
    listed = words["and"].join([", ".join(kinds[:-1]), kinds[-1]] if len(kinds) > 1 else kinds)
    return {"text": text("utter_redacted", removed=listed), "kind": "notice"}


def _log(what: str, error: BaseException) -> None:
    # Only the kind of error and its place: the text of an error may hold what the teacher wrote.
    step = error.__traceback__
    while step and step.tb_next:
        step = step.tb_next
    place = f"{step.tb_frame.f_code.co_filename}:{step.tb_lineno}" if step else "?"
    logger.error("%s: %s at %s", what, type(error).__name__, place)
