"""The doors' side of Rasa's process: starts it, keeps it alive, and passes messages to it and back."""

import asyncio
import hashlib
import json
import logging
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import UserMessage

from bot import measures
from bot.channels.turn import EXPIRED, TURN_SECONDS, Arrival

logger = logging.getLogger(__name__)

NO_MODEL = 3
LINE_BYTES = 1_000_000
PING_SECONDS = 1.0
ANSWER_SECONDS = 3.0
# A process that has not answered a ping is asked all the same, for it may only be busy, but not waited for in full.
SILENT_TURN_SECONDS = 2.0
# Loading the model takes 20 to 60 seconds; a process that has been silent longer than this is started anew.
LOADING_SECONDS = 300.0
SILENT_SECONDS = 60.0
PAUSE_SECONDS = 2.0
COMMAND = (sys.executable, "-m", "bot.engine")

Json = dict[str, Any]
Say = Callable[[Json], Awaitable[None]]


class EngineError(Exception):
    """Rasa could not take the turn. `response_name` is the text that tells the teacher so; `kind` its own error's."""

    def __init__(self, response_name: str | None = None, kind: str | None = None) -> None:
        super().__init__(response_name)
        self.response_name = response_name
        self.kind = kind


class Engine:
    """Stands where Rasa's agent stands in Rasa's own server: `handle_message`, and a `tracker_store` to ask."""

    def __init__(
        self, model: str, endpoints: str = "endpoints.yml", command: tuple[str, ...] = COMMAND, shared: bool = False
    ) -> None:
        """Prepare; `keep` starts the process.

        Args:
            model: the model file.
            endpoints: Rasa's endpoints file.
            command: what to start; tests give their own.
            shared: other bots have the same conversations, so this process's end forgets none of them.
        """
        self.shared = shared
        self._folder = tempfile.TemporaryDirectory(prefix="vejviser-")
        self._socket = str(Path(self._folder.name) / "engine.sock")
        self._command = (*command, "--model", model, "--endpoints", endpoints, "--socket", self._socket)
        self._model = Path(model)
        self._process: asyncio.subprocess.Process | None = None
        self._heard = 0.0
        self._to_forget: set[str] = set()
        self.tracker_store = self
        # starting, ready, silent, no_model or away; and how many times it has become ready.
        self.state = "starting"
        self.life = 0

    async def handle_message(self, message: UserMessage) -> None:
        """Let Rasa take one turn; its messages go to the message's output channel as they come.

        Raises:
            EngineError: Rasa is not there, or the turn failed.
        """
        if self.state not in ("ready", "silent"):
            raise EngineError({"starting": "utter_starting", "no_model": "utter_no_model"}.get(self.state))
        arrival: Arrival = getattr(message, "arrival", Arrival())
        if message.sender_id in self._to_forget and not arrival.may_begin:
            raise EngineError(EXPIRED)
        order = {
            "order": "turn", "text": message.text, "sender": message.sender_id,
            "channel": message.input_channel, "metadata": message.metadata or {},
            "message_id": _mark(arrival.message_id), "may_begin": arrival.may_begin,
        }  # fmt: skip

        async def say(said: Json) -> None:
            await message.output_channel.send_response(message.sender_id, said)

        try:
            with measures.PART_SECONDS.labels("rasa").time():
                await self._ask(order, SILENT_TURN_SECONDS if self.state == "silent" else TURN_SECONDS, say)
        except EngineError as error:
            measures.failed(error.kind or type(error).__name__)
            raise

    async def exists(self, sender: str) -> bool:
        """Say whether Rasa remembers the conversation.

        Raises:
            EngineError: Rasa does not answer.
        """
        return sender not in self._to_forget and bool(await self._ask({"order": "exists", "sender": sender}))

    async def forget(self, sender: str) -> None:
        """Delete the conversation. It is gone for the teacher at once; Rasa is told until it has done so."""
        self._to_forget.add(sender)
        await self._forget_all()

    async def store_answers(self) -> bool:
        """Tell whether Rasa reaches its conversations; False also when Rasa itself does not answer."""
        try:
            return bool(await self._ask({"order": "store"}))
        except EngineError:
            return False

    async def undo(self, sender: str, message_id: str | None = None) -> tuple[bool, bool]:
        """Take the latest message of a conversation back.

        Args:
            sender: the conversation's id.
            message_id: the message's own; where conversations are shared, nothing happens when it is not the latest.

        Returns:
            Whether there was one to take back, and whether danger was told in it.

        Raises:
            EngineError: Rasa does not answer.
        """
        done = await self._ask({"order": "undo", "sender": sender, "message_id": _mark(message_id)})
        return bool(done["undone"]), bool(done["danger"])

    async def _forget_all(self) -> None:
        for sender in list(self._to_forget):
            try:
                await self._ask({"order": "forget", "sender": sender})
            except EngineError:
                logger.error("Rasa did not delete a conversation yet; it is told again")
                return
            self._to_forget.discard(sender)

    async def keep(self) -> None:
        """Keep the process running until this task is cancelled: start it, listen for it, start it again."""
        while True:
            model = self._model_stamp()
            Path(self._socket).unlink(missing_ok=True)
            self._process = await asyncio.create_subprocess_exec(*self._command, stdin=asyncio.subprocess.PIPE)
            await self._watch(self._process)
            code = await self._process.wait()
            self.state = "no_model" if code == NO_MODEL else "away"
            logger.error("Rasa's process ended with code %s (%s)", code, self.state)
            await asyncio.sleep(PAUSE_SECONDS)
            # Loading takes a whole core for half a minute: the same file is not tried again and again.
            while self.state == "no_model" and self._model_stamp() == model:
                await asyncio.sleep(PAUSE_SECONDS)
            self.state = "starting"

    def _model_stamp(self) -> tuple[int, int] | None:
        try:
            found = self._model.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size

    def stop(self) -> None:
        """End the process."""
        if self._process and self._process.returncode is None:
            self._process.kill()
        self._folder.cleanup()

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        """Return when the process has ended; end it when it has been silent too long."""
        self._heard = time.monotonic()
        while process.returncode is None:
            if await self._answers():
                self._heard = time.monotonic()
                if self.state == "starting":
                    self.life += 1
                self.state = "ready"
                await self._forget_all()
            elif self.state != "starting":
                self.state = "silent"
            longest = LOADING_SECONDS if self.state == "starting" else SILENT_SECONDS
            if time.monotonic() - self._heard > longest:
                logger.error("Rasa's process has been silent for %s seconds and is ended", longest)
                process.kill()
            await asyncio.sleep(PING_SECONDS)

    async def _answers(self) -> bool:
        if not Path(self._socket).exists():
            return False
        try:
            return bool(await self._ask({"order": "ping"}, ANSWER_SECONDS))
        except EngineError:
            return False

    async def _ask(self, order: Json, seconds: float = 2.0, say: Say | None = None) -> Any:
        """Give one order, hand on what is said, and return what was done.

        Raises:
            EngineError: it was not done within so many seconds.
        """
        writer: asyncio.StreamWriter | None = None
        until = time.monotonic() + seconds
        try:
            async with asyncio.timeout(seconds):
                reader, writer = await asyncio.open_unix_connection(self._socket, limit=LINE_BYTES)
                writer.write(json.dumps({**order, "until": until}).encode() + b"\n")
                while line := await reader.readline():
                    answer = json.loads(line)
                    if "said" in answer and say:
                        await say(answer["said"])
                    elif "done" in answer:
                        return answer["done"]
                    elif "failed" in answer:
                        over = answer["failed"] == "UnknownConversation"
                        raise EngineError(EXPIRED if over else None, kind=answer["failed"])
                    elif "measured" in answer:
                        measures.understood(answer["measured"])
            raise EngineError
        except (OSError, ValueError, TimeoutError) as error:
            raise EngineError from error
        finally:
            if writer:
                writer.close()


def _mark(message_id: str | None) -> str | None:
    """Return what stands for a message's id: the page chose it, so it could be anything."""
    return hashlib.sha256(message_id.encode()).hexdigest() if message_id else None
