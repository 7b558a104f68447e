"""Rasa in a process of its own, behind a Unix socket. Nothing that blocks or breaks here can hold up the doors.

One connection is one order: a line of JSON in, lines of JSON out (docs/contracts.md, section 8).
"""

import argparse
import asyncio
import json
import logging
import os
import signal
import sys
import threading
import time
from functools import partial
from typing import Any

import structlog
from rasa.core.agent import Agent, load_agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.utils import AvailableEndpoints

from bot import measuring, rasa_fixes
from bot.sharing import turns
from deploy import logs

logger = logging.getLogger(__name__)

NO_MODEL = 3
LINE_BYTES = 1_000_000
# Shorter than the doors wait: a store that hangs is told as one that is away.
STORE_SECONDS = 1.0

Json = dict[str, Any]

# The turns that are under way, by conversation.
TURNS: "dict[str, set[asyncio.Future[Any]]]" = {}


class Lines(OutputChannel):
    """Writes each message of Rasa as it comes, so that what was said before a failure is not lost."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer

    @classmethod
    def name(cls) -> str:
        """Return a name; Rasa asks for one."""
        return "lines"

    async def send_response(self, recipient_id: str, message: Json) -> None:
        """Write one message."""
        turn = turns.CURRENT.get()
        if turn:
            turn.said.append(message)
        write(self._writer, {"said": message})
        await self._writer.drain()


def write(writer: asyncio.StreamWriter, line: Json) -> None:
    """Write one line of JSON."""
    writer.write(json.dumps(line, ensure_ascii=False, default=str).encode() + b"\n")


async def converse(agent: Agent, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Obey the one order of a connection, and stop when the door has gone."""
    try:
        order = json.loads(await reader.readline())
        if order.get("until", 0) > time.monotonic():
            await _while_waited_for(_obey(agent, order, writer), reader)
            await writer.drain()
    except Exception as error:
        logger.error("a connection of the door failed: %s", type(error).__name__)
    finally:
        writer.close()


async def _while_waited_for(work: Any, reader: asyncio.StreamReader) -> None:
    task, gone = asyncio.ensure_future(work), asyncio.ensure_future(reader.read())
    await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
    await _end({task, gone})


async def _obey(agent: Agent, order: Json, writer: asyncio.StreamWriter) -> None:
    """Do what is ordered; the last line says how it went. An order that fails is told by the kind of error alone."""
    try:
        done = await ORDERS[order["order"]](agent, order, writer)
    except Exception as error:
        logger.error("the order %s failed: %s", order.get("order"), type(error).__name__)
        write(writer, {"failed": type(error).__name__})
    else:
        write(writer, {"done": done})


async def _turn(agent: Agent, order: Json, writer: asyncio.StreamWriter) -> bool:
    # The doors have done so already; this is for a door that forgets: Rasa takes "/…" as an order to set slots.
    text = order["text"].strip().lstrip("/ \t\n")
    message = UserMessage(
        text, Lines(writer), order["sender"], input_channel=order["channel"], metadata=order["metadata"]
    )
    turns.CURRENT.set(turns.Turn(order.get("message_id"), order.get("may_begin", True)))
    measured = measuring.begin()
    turn = asyncio.ensure_future(agent.handle_message(message))
    TURNS.setdefault(message.sender_id, set()).add(turn)
    try:
        await turn
    except turns.AnsweredBefore as before:
        for said in before.said:
            write(writer, {"said": said})
    finally:
        await _end({turn})
        if measured:
            write(writer, {"measured": measured})
        TURNS[message.sender_id].discard(turn)
        if not TURNS[message.sender_id]:
            del TURNS[message.sender_id]
    return True


async def _end(turns: "set[asyncio.Future[Any]]") -> None:
    for turn in turns:
        turn.cancel()
    await asyncio.gather(*turns, return_exceptions=True)


async def _exists(agent: Agent, order: Json, _writer: asyncio.StreamWriter) -> bool:
    return bool(await agent.tracker_store.exists(order["sender"]))


async def _forget(agent: Agent, order: Json, _writer: asyncio.StreamWriter) -> bool:
    # A turn that is still under way would save the conversation once more.
    await _end(TURNS.get(order["sender"], set()))
    await rasa_fixes.own_store(agent).forget(order["sender"])
    return True


async def _undo(agent: Agent, order: Json, _writer: asyncio.StreamWriter) -> Json:
    """Take the latest message of the conversation back; says whether there was one, and whether danger was in it."""
    await _end(TURNS.get(order["sender"], set()))
    undone = await rasa_fixes.own_store(agent).undo(order["sender"], order.get("message_id"))
    return {"undone": undone is not None, "danger": bool(undone)}


async def _ping(_agent: Agent, _order: Json, _writer: asyncio.StreamWriter) -> bool:
    return True


async def _store(agent: Agent, _order: Json, _writer: asyncio.StreamWriter) -> bool:
    """Say whether the conversations can be reached; a store in memory has nothing to ask."""
    answers = getattr(rasa_fixes.own_store(agent), "answers", None)
    return answers is None or bool(await asyncio.wait_for(answers(), STORE_SECONDS))


ORDERS = {"turn": _turn, "exists": _exists, "forget": _forget, "undo": _undo, "ping": _ping, "store": _store}


async def serve(model: str, endpoints: str, socket: str) -> int:
    """Load the model and obey orders until the process is ended.

    Args:
        model: the model file.
        endpoints: Rasa's endpoints file.
        socket: where to listen; its folder must belong to this user alone.

    Returns:
        NO_MODEL when the model cannot be loaded; otherwise it does not return.
    """
    loop = asyncio.get_running_loop()
    read = AvailableEndpoints.read_endpoints(endpoints)
    agent = await load_agent(model_path=model, endpoints=read, loop=loop)
    if not agent.is_ready():
        return NO_MODEL
    rasa_fixes.let_the_store_fail_loudly(agent)
    # Some parts read their files at the first message; no teacher has to wait for that.
    await agent.parse_message("hej")
    logs.keep_texts_out()
    server = await asyncio.start_unix_server(partial(converse, agent), socket, limit=LINE_BYTES)
    async with server:
        await server.serve_forever()
    return 0


def main() -> None:
    """Serve. Command line: `--model`, `--endpoints`, `--socket`. Ends when its standard input is closed."""
    parser = argparse.ArgumentParser(prog="python -m bot.engine")
    for name in ("--model", "--endpoints", "--socket"):
        parser.add_argument(name, required=True)
    given = parser.parse_args()
    # Whoever ends a whole group of processes ends the door, which ends this one after the turns under way.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_door, daemon=True).start()
    logging.basicConfig(level=logging.WARNING, stream=sys.stdout)
    structlog.configure(
        processors=[_only_the_event],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
    )
    rasa_fixes.apply()
    measuring.apply()
    sys.exit(asyncio.run(serve(given.model, given.endpoints, given.socket)))


def _only_the_event(_logger: Any, _level: str, event: Any) -> str:
    return str(event["event"])


def _end_with_the_door() -> None:
    # A thread, so that it works also while the event loop is blocked; read past Python's own buffer, whose lock would
    # be held by this thread when the process ends.
    while os.read(0, 1024):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
