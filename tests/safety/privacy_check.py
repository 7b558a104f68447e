"""`make privacy-check`: conversations full of identifiers with the real processes, then a search for every one of them.

Exits 1 on any find. It tells the kind and the place, never the text. Figures: results/safety/privacy.json.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from house import ROOT

from bot.texts import response
from deploy import model

from .privacy_house import OpenHouse, Teacher, open_house
from .privacy_identifiers import TOLD_AS, Maker, Planted, Read
from .privacy_search import Needles, contents, files, kinds_in_log
from .privacy_talks import Message, conversation

RESULTS = ROOT / "results" / "safety" / "privacy.json"
AT_ONCE = 6
IDLE_SECONDS = 4
# Names on no list are found by the words around them, or not at all: counted, and held above a floor elsewhere.
HARD = ("name", "nickname")
PHASES = {"whole": 0.64, "no actions": 0.12, "no directory": 0.12, "nlu fails": 0.06, "door fails": 0.06}


class Check:
    """What was planted, and what was found of it."""

    def __init__(self, house: OpenHouse, maker: Maker) -> None:
        self.house = house
        self.maker = maker
        self.planted: list[Planted] = []
        self.figures: dict[str, Counter[str]] = {
            name: Counter()
            for name in (
                *("conversations", "messages", "planted", "status", "left_in_memory", "left_in_answers", "not_told"),
                *("names", "names_left", "at_rest", "kept_after_delete"),
            )
        }
        self.where: set[str] = set()

    def hold(self, phase: str, count: int) -> None:
        """Hold so many conversations, several at a time."""
        done = sum(self.figures["conversations"].values())
        talks = [(number, conversation(self.maker, number)) for number in range(done, done + count)]
        self.planted += [one for _, talk in talks for message in talk for one in message.planted]
        self.figures["conversations"][phase] += count
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for _ in pool.map(lambda talk: self._hold(phase, *talk), talks):
                pass

    def _hold(self, phase: str, number: int, talk: list[Message]) -> None:
        teacher = Teacher(self.house, rest=number % 3 == 2)
        for message in talk:
            status, answers = teacher.say(message.text)
            self.figures["status"][str(status)] += 1
            self._judge_answer(phase, message, status, answers)
        self._judge_memory(talk, self.house.stored(teacher.sender))
        if not teacher.rest and number % 2:
            assert teacher.delete() == 204
            if self.house.stored(teacher.sender) is not None:
                self.figures["kept_after_delete"][phase] += 1

    def _judge_answer(self, phase: str, message: Message, status: int, answers: list[dict[str, Any]]) -> None:
        self.figures["messages"][message.place] += 1
        said = json.dumps(answers, ensure_ascii=False)
        read = Read.of(said)
        words = response("utter_redacted")["metadata"]["kinds"]
        for one in message.planted:
            self.figures["planted"][one.kind] += 1
            if one.kind not in HARD and one.is_in(read):
                self.figures["left_in_answers"][one.kind] += 1
            told = words.get(TOLD_AS.get(one.kind, ""), words["other"])
            if status == 200 and phase != "door fails" and one.kind not in HARD and told not in said:
                self.figures["not_told"][one.kind] += 1

    def _judge_memory(self, talk: list[Message], kept: str | None) -> None:
        if not kept:
            return
        events = json.loads(kept)
        written = Read.of("\n".join(strings([event for event in events["events"] if event["event"] != "bot"])))
        everything = Read.of("\n".join(strings(events)))
        for one in (one for message in talk for one in message.planted):
            groups = [*one.group.split("/"), "all"] if one.group else []
            self.figures["names"].update(groups)
            if one.is_in(written if one.kind in HARD else everything):
                self.figures["names_left"].update(groups)
                self.figures["left_in_memory"][one.kind] += 1
                if one.kind not in HARD:
                    self.where.add(f"memory: {one.kind}")

    def write_to_wrong_places(self) -> None:
        """Plant where no message belongs: addresses, broken bodies, headers, the directory, the action server."""
        teacher = Teacher(self.house)
        for kind in ("cpr", "phone", "email", "handle"):
            one = self.maker.make(kind)
            self.planted.append(one)
            text = one.text.encode()
            quoted = "".join(f"%{byte:02X}" for byte in text)
            for method, path in (("GET", "/chat/?q="), ("GET", "/"), ("PUT", "/chat/messages?q=")):
                teacher.send(method, path + quoted, b"")
            teacher.send("POST", "/chat/messages", b'{"text": "' + text)
            teacher.send("POST", "/chat/messages", {"conversation": one.text, "text": one.text})
            teacher.send("POST", "/webhooks/rest/webhook", {"sender": one.text, "message": "hej"})
            teacher.send("DELETE", "/chat/conversations", {"conversation": one.text}, {"X-Request-Id": quoted})
            self._elsewhere(quoted, text)

    def _elsewhere(self, quoted: str, text: bytes) -> None:
        import requests

        directory = f"http://127.0.0.1:{self.house.ports.directory}/api"
        actions = f"http://127.0.0.1:{self.house.ports.actions}/webhook"
        token = {"X-Vejviser-Token": self.house.env["VEJVISER_ACTIONS_TOKEN"]}
        for path in (f"/municipalities?q={quoted}", f"/{quoted}", f"/services?municipality={quoted}&topic={quoted}"):
            requests.get(directory + path, timeout=30)
        calls = []
        # Refused at the door, and one that gets in and fails inside.
        for understanding in (text.decode(), {"places": [{"text": text.decode(), "role": "home", "codes": 1}]}):
            event = {"event": "user", "text": text.decode(), "parse_data": {"understanding": understanding}}
            tracker = {"sender_id": "x", "slots": {}, "events": [event]}
            calls.append(json.dumps({"next_action": "validate_concern_form", "tracker": tracker}).encode())
        for body in (*calls, b'{"next_action": "' + text, text):
            requests.post(actions, data=body, headers=token | {"Content-Type": "application/json"}, timeout=30)

    def search_disk(self, moment: str, since: float, model_file: Path) -> dict[str, int]:
        """Search logs, databases, temporary files, var/ and the model; the number of files and bytes read."""
        needles, read, size = Needles(self.planted), 0, 0
        own = self.house.folder
        places = [own, ROOT, Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"), Path.home() / ".config" / "rasa"]  # noqa: S108
        everywhere = {
            path.resolve(): None for path in (*files(places, since), *files([own, ROOT / "var"], 0), model_file)
        }
        for path in everywhere:
            for content in contents(path):
                read, size = read + 1, size + len(content)
                self._note(needles.kinds_in(content), moment, path)
        for log in sorted(own.glob("*.log")):
            self._note(kinds_in_log(log, self.planted), moment, log)
        return {"files": read, "bytes": size}

    def _note(self, kinds: Iterable[str], moment: str, path: Path) -> None:
        for kind in kinds:
            self.figures["at_rest"][kind] += 1
            self.where.add(f"{moment}: {path.name}: {kind}")

    def expire(self) -> int:
        """Let the idle time run out with nobody writing; how many conversations the memory still holds."""
        self.house.order("hurry", seconds=IDLE_SECONDS)
        Teacher(self.house, rest=True).say("hej")
        time.sleep(IDLE_SECONDS + 3)
        return len(self.house.order("senders"))


def strings(value: Any) -> list[str]:
    """Give all strings inside a value; keys too."""
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in strings(part)]
    if isinstance(value, list):
        return [text for part in value for text in strings(part)]
    return [value] if isinstance(value, str) else []


def run(house: OpenHouse, model_file: Path, count: int, seed: int) -> dict[str, Any]:
    """Hold all conversations, break parts in between, and search.

    Returns:
        The figures, with `wrong`: places and kinds of what was found, empty when all is well.
    """
    started = time.time()
    check = Check(house, Maker(seed))
    for phase, share in PHASES.items():
        stopped = {"no actions": "actions", "no directory": "directory"}.get(phase)
        if stopped:
            house.stop(stopped)
        house.break_part({"nlu fails": "nlu", "door fails": "door"}.get(phase, ""))
        check.hold(phase, round(count * share))
        if stopped:
            house.start(stopped)
    house.break_part("")
    check.write_to_wrong_places()
    held = len(house.order("senders"))
    searched = check.search_disk("running", started - 1, model_file)
    expired = check.expire()
    for name in ("bot", "actions", "directory"):
        house.stop(name)
    check.search_disk("stopped", started - 1, model_file)
    return _figures(check, searched, held, expired, time.time() - started)


def _figures(check: Check, searched: dict[str, int], held: int, expired: int, seconds: float) -> dict[str, Any]:
    figures = {name: dict(sorted(counter.items())) for name, counter in check.figures.items()}
    names, left = check.figures["names"], check.figures["names_left"]
    wrong = sorted(check.where)
    wrong += [f"{kind}: not told" for kind in figures["not_told"]]
    wrong += [f"{kind}: in the answer" for kind in figures["left_in_answers"]]
    wrong += [f"kept after delete: {phase}" for phase in figures["kept_after_delete"]]
    wrong += [f"{expired} conversations kept after they expired"] if expired else []
    wrong += ["nothing was held in memory, so nothing was checked"] if not held else []
    wrong += [f"status {status}" for status in figures["status"] if int(status) >= 500]
    return {
        "total_conversations": sum(check.figures["conversations"].values()),
        "total_planted": sum(check.figures["planted"].values()),
        "searched": searched,
        "held_in_memory_before_expiry": held,
        "left_after_expiry": expired,
        "names_removed_share": {group: round(1 - left[group] / count, 3) for group, count in sorted(names.items())},
        "seconds": round(seconds),
        **{name: figure for name, figure in figures.items() if name not in ("names", "names_left")},
        "wrong": wrong,
    }


def main() -> int:
    """Run from the command line.

    Returns:
        1 when anything was found.
    """
    parser = argparse.ArgumentParser(prog="python -m safety.privacy_check")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--port", type=int, default=6300, help="this and the two ports after it")
    parser.add_argument("--conversations", type=int, default=330)
    parser.add_argument("--seed", type=int, default=20261122)
    given = parser.parse_args()
    model_file = given.model or model.ensure()
    # A short path: a Unix socket's may have 108 characters.
    with (
        tempfile.TemporaryDirectory(prefix="vvp-", dir="/tmp") as folder,
        open_house(Path(folder), model_file, given.port) as house,
    ):
        figures = run(house, model_file, given.conversations, given.seed)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
    shown = (
        "total_conversations",
        "total_planted",
        "at_rest",
        "left_in_memory",
        "left_after_expiry",
        "seconds",
        "wrong",
    )
    print("\n".join(f"{name}: {figures[name]}" for name in shown))
    return 1 if figures["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
