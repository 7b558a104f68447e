"""Identifiers planted through Teams, into Redis and into the inbox, and then looked for in all that is kept.

`python -m safety.privacy_doors`; the chat itself is `privacy_check.py`. Looked through: Redis and its files, the
databases, logs, figures for Prometheus, temporary files; then, opened with the keys, each conversation and each note.
Figures: results/safety/privacy_doors.json: kinds and places, never the text. Exits 1 on any find.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import redis
from house import NAMES, ROOT
from shared_house import SharedHouse, shared_house
from shared_people import PageTeacher, TeamsTeacher

from bot.channels.teams.activities import sender_of
from bot.redaction import redact
from bot.sharing.redis_server import Box
from bot.sharing.tracker_store import PURPOSE
from bot.texts import response, text
from deploy import model

from .privacy_identifiers import Maker, Planted, Read
from .privacy_search import Needles, contents, files, kinds_in_log
from .privacy_talks import Message, conversation

RESULTS = ROOT / "results" / "safety" / "privacy_doors.json"
CONVERSATION = "vejviser:conversation:"
AT_ONCE = 4
CONCERN = ("jeg er bekymret for en elev", "nej", "hun ryger hash", "19", "Ikast", "jeg har talt med eleven")
# Found by the words around them, or not at all: counted here, and held above a floor by `make evaluate`.
HARD = ("name", "nickname")
UNSEAL = """
import json, os, sys
sys.path.insert(0, ".")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
import django
django.setup()
from directory.handovers.models import Handover
from directory.handovers.sealing import unseal
print(json.dumps([unseal(one.sealed_note) + unseal(one.sealed_facts) for one in Handover.objects.all()]))
"""


class Check:
    """What was planted through which door, and what was found of it."""

    def __init__(self, house: SharedHouse, maker: Maker) -> None:
        self.house = house
        self.maker = maker
        self.planted: list[Planted] = []
        self.figures: dict[str, Counter[str]] = {
            name: Counter() for name in ("conversations", "messages", "planted", "notes", "names_left", "status")
        }
        self.where: set[str] = set()
        self.redis: redis.Redis[bytes] = redis.Redis(port=house.redis.port)

    def hold(self, count: int) -> None:
        """Hold so many conversations, half of them in Teams, several at a time."""
        talks = [(number, conversation(self.maker, number), self._note()) for number in range(count)]
        for _, talk, note in talks:
            self.planted += [one for message in (*talk, note) for one in message.planted]
        self.figures["planted"].update(one.kind for one in self.planted)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for _ in pool.map(lambda talk: (self._teams if talk[0] % 2 else self._page)(*talk), talks):
                pass

    def _note(self) -> Message:
        planted = [self.maker.make(kind) for kind in ("cpr", "phone", "email", "handle", "address")]
        return Message("note", "Han er tit væk. " + ". ".join(one.text for one in planted), planted)

    def _page(self, number: int, talk: list[Message], note: Message) -> None:
        teacher = PageTeacher(self.house)
        for message in talk:
            answer = teacher.write(message.text)
            self._judge("page", message, answer.text)
            self.figures["status"][str(answer.status_code)] += 1
        handover = {"topics": ["rusmidler"], "municipality": "0756", "urgency": "none", "next_date": None}
        body = {"text": note.text, "handover": handover, "id": uuid.uuid4().hex, "to_role": "studievejleder"}
        for path in ("handover/preview", "handover"):
            answer = teacher.post(path, **body)
            self._judge(path, note, answer.text)
            self.figures["notes"][f"{path} {answer.status_code}"] += 1
        teacher.post("note", heading="Note", text=note.text)
        # What does not belong in a door at all.
        teacher.post("rating", id=note.text, to_role=note.text, reached=True, municipality=note.text)
        teacher.post("undo", message_id=note.text)
        if number % 4 == 0:
            teacher.browser.delete(f"{teacher.url}/conversations", json={"conversation": teacher.conversation})
            if self.redis.exists(CONVERSATION + teacher.sender):
                self.where.add("page: kept after it was deleted")

    def _teams(self, number: int, talk: list[Message], note: Message) -> None:
        teacher = TeamsTeacher(self.house.teams)
        for message in talk:
            begun = teacher.say(message.text).at
            shown = teacher.wait(begun)
            self._judge("Teams", message, "\n".join(said for _, said in shown))
            self.figures["status"]["Teams" if shown else "Teams: silence"] += 1
        message_id = str(time.time_ns())
        teacher.wait(teacher.say("han er træt", id=message_id).at)
        teacher.wait(teacher.edit(message_id, note.text).at)
        if number % 4 == 1:
            words = response("utter_teams_forgotten")["metadata"]["words"][0]
            told = text("utter_teams_forgotten")
            teacher.wait(teacher.say(words).at, wanted=lambda said: told in said)
            # An answer that was under way has come to its end by then, and must have left nothing.
            time.sleep(3)
            sender = sender_of(teacher.activity(""), self.house.env["VEJVISER_SECRET_KEY"].encode())
            if self.redis.exists(CONVERSATION + sender):
                self.where.add("Teams: kept after it was deleted")
        else:
            self._teams_note(note)

    def _teams_note(self, note: Message) -> None:
        """Write it into the card with the note, and send what the card then shows: what was taken out goes first."""
        teacher = TeamsTeacher(self.house.teams)
        teacher.talk(*CONCERN, "lav en note")
        teacher.wait(teacher.press("note_open").at, wanted=lambda said: "Send noten" in said)
        for _ in range(2):
            shown = teacher.wait(teacher.press("note_send", note=note.text).at)
            self._judge("Teams note", note, "\n".join(said for _, said in shown))
            time.sleep(0.3)
        teacher.wait(teacher.press("note_send", note=redact(note.text).text).at)
        self.figures["notes"]["Teams"] += 1

    def _judge(self, door: str, message: Message, said: str) -> None:
        self.figures["messages"][door] += 1
        read = Read.of(said)
        for one in message.planted:
            if one.kind not in HARD and one.is_in(read):
                self.where.add(f"answer: {door}: {one.kind}")

    def open_redis(self) -> int:
        """Look into each conversation with the key, and at every value without it; how many conversations there are."""
        box, needles, found = Box(self.house.env["VEJVISER_SECRET_KEY"], PURPOSE), Needles(self.planted), 0
        for key in self.redis.scan_iter("*"):
            raw = self.redis.dump(key) or b""
            self._note_kinds("redis", "a value", needles.kinds_in(key + b" " + bytes(raw)))
            if not key.startswith(CONVERSATION.encode()):
                continue
            kept = box.open(key.decode().removeprefix(CONVERSATION), self.redis.get(key))
            found += kept is not None
            read = Read.of(json.dumps(kept, ensure_ascii=False))
            for one in self.planted:
                if one.is_in(read):
                    hard = one.kind in HARD
                    self.figures["names_left"]["conversations"] += hard
                    if not hard:
                        self.where.add(f"a conversation in Redis: {one.kind}")
        return found

    def open_inbox(self) -> int:
        """Look into each note that was sent, with the inbox's key; how many there are."""
        command = [sys.executable, "-c", UNSEAL]
        done = subprocess.run(command, cwd=ROOT, env=self.house.env, check=True, capture_output=True, text=True)
        notes: list[str] = json.loads(done.stdout)
        for read in map(Read.of, notes):
            self.figures["names_left"]["inbox"] += sum(one.kind in HARD and one.is_in(read) for one in self.planted)
            kinds = {one.kind for one in self.planted if one.kind not in HARD and one.is_in(read)}
            self._note_kinds("inbox", "a note", kinds)
        return len(notes)

    def search(self, moment: str, since: float) -> dict[str, int]:
        """Search files, and while all runs the figures; how many files and bytes were read."""
        needles, read, size = Needles(self.planted), 0, 0
        own = self.house.folder
        places = [own, ROOT, Path("/tmp"), Path("/var/tmp"), Path("/dev/shm")]  # noqa: S108
        for path in {path.resolve() for path in (*files(places, since), *files([own], 0))}:
            for content in contents(path):
                read, size = read + 1, size + len(content)
                self._note_kinds(moment, path.name, needles.kinds_in(content))
        for log in own.glob("*.log"):
            self._note_kinds(moment, log.name, kinds_in_log(log, self.planted))
        for part in NAMES if moment == "running" else ():
            self._note_kinds("figures", part, needles.kinds_in(self.house.figures(part).encode()))
        return {"files": read, "bytes": size}

    def _note_kinds(self, moment: str, place: str, kinds: Iterable[str]) -> None:
        self.where |= {f"{moment}: {place}: {kind}" for kind in kinds}


def run(house: SharedHouse, count: int, seed: int) -> dict[str, Any]:
    """Hold all conversations, and search.

    Returns:
        The figures, with `wrong`: places and kinds of what was found, empty when all is well.
    """
    started = time.time()
    check = Check(house, Maker(seed))
    check.hold(count)
    conversations, notes = check.open_redis(), check.open_inbox()
    searched = check.search("running", started - 1)
    for name in NAMES:
        house.stop(name)
    house.redis.kill()
    check.search("stopped", started - 1)
    wrong = sorted(check.where)
    wrong += [] if conversations and notes else ["nothing lay in Redis or in the inbox, so nothing was checked"]
    wrong += [f"status {status}" for status in check.figures["status"] if status[:1] == "5" or "silence" in status]
    return {
        "total_conversations": count,
        "total_planted": sum(check.figures["planted"].values()),
        "conversations_opened": conversations,
        "notes_opened": notes,
        "searched": searched,
        "seconds": round(time.time() - started),
        **{name: dict(sorted(counter.items())) for name, counter in check.figures.items()},
        "wrong": wrong,
    }


def main() -> int:
    """Run from the command line.

    Returns:
        1 when anything was found.
    """
    parser = argparse.ArgumentParser(prog="python -m safety.privacy_doors")
    parser.add_argument("--conversations", type=int, default=80)
    parser.add_argument("--seed", type=int, default=20261122)
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="vvr-", dir="/tmp") as folder,
        shared_house(Path(folder), model.ensure()) as house,
    ):
        house.wait_ready()
        figures = run(house, given.conversations, given.seed)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps({name: value for name, value in figures.items() if name != "searched"}, ensure_ascii=False))
    return 1 if figures["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
