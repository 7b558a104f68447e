"""Microsoft 365 Agents Playground (0.2.28), driven over its local API: what a teacher does and sees in Teams.

The paths are the ones its own page uses. They are not promised to stay, so the version is pinned in package-lock.json.
"""

import asyncio
import html
import json
import os
import re
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import requests
import yaml
from cards_seen import Card
from websockets.client import connect
from websockets.exceptions import ConnectionClosed

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "var" / "teams" / "node_modules"
CLI = PACKAGES / "@microsoft" / "m365agentsplayground" / "cli.js"
START_SECONDS = 40
# The spelling of ids in real Teams, with the signs that must be escaped in a path.
TEACHER = "29:1bQxZ0nV3kTgY7uWmF5rP2dHsJ8cLaE4oK6iN9qUyRtXvB-teacher"
PERSONAL = "a:1Hq2vK8nZtYw5rXcJm4bPdQf7sGgLuE9oT3iA6kNyVxRzWbMhCj"
GROUP = "19:5f0c2d9e7a814b63a1d2c3b4e5f60718@thread.v2"
QUIET_SECONDS = 1.2
TURN_SECONDS = 30.0

Json = dict[str, Any]


class Seen:
    """One message as the client shows it."""

    def __init__(self, conversation: str, message: Json, updated: bool) -> None:
        self.id: str = message["messageId"]
        self.conversation = conversation
        self.updated = updated
        self.text: str = message.get("text") or ""
        if message.get("textFormat") == "xml":
            self.text = html.unescape(self.text.replace("<br/>", "\n"))
        self.cards = [Card(one["content"]) for one in message["attachments"] if "adaptive" in one["contentType"]]
        self.suggested = [Json(one) for one in (message.get("suggestedActions") or {}).get("actions", [])]

    @property
    def words(self) -> str:
        """All that can be read in it, also what is folded."""
        return "\n".join([self.text, *(card.words for card in self.cards)]).strip()


class Playground:
    """The running client, and one teacher in it."""

    def __init__(self, folder: Path, port: int, app_id: str, tenant: str, personal: str = PERSONAL) -> None:
        """Write its configuration.

        Args:
            folder: for the configuration and the logs.
            port: where it listens.
            app_id: the bot's.
            tenant: the school's.
            personal: the id of the teacher's chat with the bot.
        """
        self.port, self.personal = port, personal
        self.url = f"http://127.0.0.1:{port}"
        self.bot = f"28:{app_id}"
        self.shown: list[Seen] = []
        self.typing = 0
        self._folder = folder
        self._changed = threading.Condition()
        self._process: subprocess.Popen[bytes] | None = None
        self._config = folder / f"playground_{port}.yml"
        self._log = folder / f"playground_{port}.log"
        self._config.write_text(yaml.safe_dump(_configuration(self.bot, tenant, personal)), "utf-8")

    def start(self, microsoft: str) -> None:
        """Start it, and listen to what it shows.

        Args:
            microsoft: the address that stands in for the Bot Connector.
        """
        env = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        env |= {
            "TEAMSAPPTESTER_BROWSER": "none",
            "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(self._config),
            "M365_AGENTS_PLAYGROUND_LOGFILE": str(self._log.with_suffix(".trace")),
            "TZ": "Europe/Copenhagen",
        }
        command = [
            "node",
            str(CLI),
            "start",
            "--disable-telemetry",
            "--channel-id",
            "msteams",
            "--port",
            str(self.port),
        ]
        command += ["--app-endpoint", f"{microsoft}/bot", "--service-url", f"{microsoft}/connector/"]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, cwd=self._folder, env=env, stdout=log, stderr=subprocess.STDOUT)
        self._wait_for_listening()
        threading.Thread(target=lambda: asyncio.run(self._listen()), daemon=True).start()

    def stop(self) -> None:
        """End it."""
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=10)

    def _wait_for_listening(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            said = self._log.read_text("utf-8", errors="replace")
            if found := re.search(r"Listening on (\d+)", said):
                assert int(found[1]) == self.port, f"the port was taken: {found[1]}"
                return
            assert self._process and self._process.poll() is None, said
            time.sleep(0.1)
        raise AssertionError("the playground did not start")

    async def _listen(self) -> None:
        stream = f"ws://127.0.0.1:{self.port}/_ws_conversation/v1/conversations/stream"
        async with connect(stream, max_size=None, ping_interval=None) as socket:
            with suppress(ConnectionClosed):
                async for line in socket:
                    self._take(json.loads(line))

    def _take(self, event: Json) -> None:
        with self._changed:
            if event.get("action") == "typing":
                self.typing += 1
            elif event.get("action") in ("createMessage", "updateMessage"):
                updated = event["action"] == "updateMessage"
                self.shown.append(Seen(event["actionConversationId"], event["message"], updated))
            self._changed.notify_all()

    def say(self, text: str, chat: str | None = None, *, to_bot: bool = False) -> list[Seen]:
        """Write a message; in a group the bot only hears it when it is named. Return what is shown after it."""
        body: Json = {"from": {"id": TEACHER}, "text": text, "textFormat": "plain"}
        if to_bot:
            name = "<at>Vejviser</at>"
            body |= {"text": f"{name} {text}", "mentions": [{"mentioned": {"id": self.bot}, "text": name}]}
        return self.turn(lambda: self._post(f"/_conversation/v1/conversations/{chat or self.personal}/messages", body))

    def press(self, title: str, **inputs: str) -> list[Seen]:
        """Press the newest button with this title, with the card's fields filled in; return what is shown after it."""
        message, action = self.find(lambda action: action.get("title") == title)
        return self.turn(lambda: self.act(message, action, inputs))

    def press_kind(self, kind: str, **inputs: str) -> list[Seen]:
        """Press the newest button that sends this kind of value, whatever it says."""
        message, action = self.find(lambda action: (action.get("data") or {}).get("vejviser") == kind)
        return self.turn(lambda: self.act(message, action, inputs))

    def find(self, fits: Callable[[Json], bool]) -> tuple[Seen, Json]:
        """Return the newest button that fits, and the message it stands in."""
        with self._changed:
            # Of a message that was changed only the latest stands in the chat.
            shown = list(reversed({message.id: message for message in self.shown}.values()))
        for message in shown:
            for action in (action for card in message.cards for action in card.actions):
                if fits(action):
                    return message, action
        raise AssertionError(f"no such button in what is shown: {[message.words for message in shown[:2]]}")

    def act(self, message: Seen, action: Json, inputs: Json) -> None:
        """Press a button, also one that is no longer shown."""
        assert action["type"] in ("Action.Submit", "Action.Execute"), f"{action['type']} sends nothing"
        known = {"from": {"id": TEACHER}, "conversation": {"id": message.conversation}, "replyToId": message.id}
        data = {**(action.get("data") or {}), **inputs}
        if action["type"] == "Action.Submit":
            self._post("/_conversation/v1/submit", {**known, "value": data})
        else:
            value = {"action": {"type": action["type"], "verb": action.get("verb"), "data": data}, "trigger": "manual"}
            self._post("/_conversation/v1/invoke", {**known, "name": "adaptiveCard/action", "value": value})

    def install(self, kind: str = "install", chat: str | None = None) -> list[Seen]:
        """Add the app, or do another thing that the client has a template for; return what is shown after it."""
        return self.turn(lambda: self.send(self.template(kind, chat)))

    def template(self, kind: str | None = None, chat: str | None = None) -> Json:
        """Return the activity that the client would send: install, userAdded, botAdded, or a bare one."""
        asked = {"conversationId": chat or self.personal} | ({"type": kind} if kind else {})
        answer = requests.get(f"{self.url}/_internal/v1/customActivities/template", params=asked, timeout=10)
        assert answer.status_code == 200, answer.text
        return Json(answer.json())

    def send(self, activity: Json) -> None:
        """Send an activity as it stands."""
        self._post("/_internal/v1/customActivities", activity)

    def turn(self, act: Callable[[], Any], *, silence: bool = False, seconds: float = TURN_SECONDS) -> list[Seen]:
        """Do something, wait until nothing more is shown, and return the new messages; changed ones are in `shown`.

        Args:
            act: what to do.
            silence: nothing is expected, so only the quiet time is waited for.
            seconds: the longest wait for the first message.
        """
        with self._changed:
            before = len(self.shown)
        act()
        with self._changed:
            if not silence:
                self._changed.wait_for(lambda: len(self.shown) > before, timeout=seconds)
            while self._changed.wait(timeout=QUIET_SECONDS * (3 if silence else 1)):
                pass
            return [message for message in self.shown[before:] if not message.updated]

    def _post(self, path: str, body: Json) -> None:
        answer = requests.post(f"{self.url}{path}", json=body, timeout=30)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:300]}"


def _configuration(bot: str, tenant: str, personal: str) -> Json:
    return {
        "version": "0.1.1",
        "tenantId": tenant,
        "bot": {"id": bot, "name": "Vejviser"},
        "currentUser": _person(TEACHER, 20, "Underviser", "Eksempel"),
        "users": [_person(f"29:1colleague-{number}", number, "Kollega", f"Nr. {number}") for number in range(21, 26)],
        "personalChat": {"id": personal},
        "groupChat": {"id": GROUP, "name": "Lærerværelset"},
        "team": {
            "id": "19:team-5f0c2d9e@thread.tacv2",
            "name": "Grundforløb",
            "aadGroupId": "00000000-0000-4000-8000-000000000031",
            "channels": [{"id": "19:channel-5f0c2d9e@thread.tacv2", "name": "Opslag"}],
        },
    }


def _person(known: str, number: int, given: str, family: str) -> Json:
    mail = f"person{number}@eksempelskolen.example"
    return {
        "id": known,
        "name": f"{given} {family}",
        "userPrincipleName": mail,
        "aadObjectId": f"00000000-0000-4000-8000-0000000000{number}",
        "givenName": given,
        "surname": family,
        "email": mail,
    }
