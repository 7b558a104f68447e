"""Activities with a right token and everything else wrong: shapes, sizes, channels, and another's conversation."""

from __future__ import annotations

import copy
import json
from typing import Any

from shared_house import SharedHouse
from shared_people import MARK as OURS
from shared_people import TeamsTeacher, words

from .abuse_corpus import MARK, VALUES, Fuzzer
from .abuse_judge import MARKUP, Report

ACTIVITIES = 400
TYPES = ("message", "invoke", "messageUpdate", "messageDelete", "installationUpdate", "conversationUpdate", "event", "")
MARKS = ("say", "choose", "answer", "stop", "rate", "decline", "note_open", "note_send", "x")
FIELDS = (
    *("type", "id", "channelId", "from", "recipient", "conversation", "channelData", "text", "value", "replyToId"),
    *("serviceUrl", "attachments", "entities", "timestamp", "action", "name", "membersAdded", "textFormat"),
)
# It may hang up in the middle of a body that is too large.
REFUSED = (0, 400, 401, 403, 413)


def activities(house: SharedHouse, report: Report, seed: int, share: float) -> None:
    """Deliver wrong activities, and see that none breaks the door or comes back in words."""
    fuzzer = Fuzzer(seed)
    for _ in range(round(ACTIVITIES * share)):
        body = _body(fuzzer, TeamsTeacher(house.teams))
        status, answer = house.teams.deliver_bytes(body, fuzzer.pick(("application/json",) * 9 + ("text/plain",)))
        report.note("Teams", status, answer, body[:2_000])
    for name, body in _special(house).items():
        status, answer = house.teams.deliver_bytes(body)
        report.note(f"Teams {name}", status, answer, name)
        if status not in REFUSED:
            report.blame(f"Teams: {name} is let in", status, answer)
    own = TeamsTeacher(house.teams)
    # Whatever was said to whoever these were: nothing that was sent, and no markup.
    for sent in house.teams.sent:
        said = words(sent.activity)
        if MARK in said or MARKUP.search(said):
            report.blame("Teams: says again what was sent", sent.path, said)
    if not own.wait(own.say("hun har taget en masse piller").at, 10, lambda said: said.startswith("Ring 112")):
        report.blame("Teams: danger is not answered after all this", "")
    _another_person(house, report)


def _body(fuzzer: Fuzzer, teacher: TeamsTeacher) -> bytes:
    if fuzzer.random.random() < 0.1:
        return fuzzer.body()
    activity: dict[str, Any] = teacher.activity("hej", type=fuzzer.pick(TYPES))
    if fuzzer.random.random() < 0.5:
        data = {OURS: fuzzer.pick(MARKS), "text": fuzzer.text()[:500], "sealed": fuzzer.text()[:500], "note": MARK}
        data |= {"date": MARK, "answer": MARK, "id": fuzzer.text()[:70], "to_role": MARK, "reached": "true"}
        data[fuzzer.random.choice(list(data)[1:])] = fuzzer.random.choice(VALUES)
        activity["value"] = data if fuzzer.random.random() < 0.5 else {"action": {"data": data}}
        activity["name"] = "adaptiveCard/action"
    for _ in range(fuzzer.random.randint(0, 3)):
        key, value = fuzzer.random.choice(FIELDS), fuzzer.random.choice((*VALUES, fuzzer.text()[:3_000]))
        inner = activity.get(key)
        if isinstance(inner, dict) and fuzzer.random.random() < 0.6:
            inner = copy.deepcopy(inner)
            inner[fuzzer.random.choice([*inner, "id", "tenant"])] = value
            activity[key] = inner
        else:
            activity[key] = value
    return json.dumps(activity).encode()


def _special(house: SharedHouse) -> dict[str, bytes]:
    """What must be refused, whatever else is right about it."""
    teacher = TeamsTeacher(house.teams)
    right = teacher.activity("hej")
    deep = json.dumps({**right, "value": 0})[:-2] + "[" * 30_000 + "]" * 30_000 + "}"
    changed: dict[str, dict[str, Any]] = {
        "another channel": {"channelId": "webchat"},
        "no channel": {"channelId": None},
        "a stranger's address": {"serviceUrl": "https://smba.trafficmanager.net.example.org/"},
        "another tenant": {"channelData": {"tenant": {"id": "0f8fad5b-d9cb-469f-a165-70867728950e"}}},
        "no conversation": {"conversation": None},
    }
    made = {name: json.dumps({**right, **fields}).encode() for name, fields in changed.items()}
    return made | {
        "three hundred thousand signs": json.dumps({**right, "text": "a" * 300_000}).encode(),
        "too deep": deep.encode(),
        "no object": b"[]",
        "no JSON": b"{" + MARK.encode(),
    }


def _another_person(house: SharedHouse, report: Report) -> None:
    """Write in another's conversation, under the id of her message, and press the button of her card."""
    one, other = TeamsTeacher(house.teams), TeamsTeacher(house.teams)
    for said in ("jeg er bekymret for en elev, der stjæler cykler", "nej", "18", "Ikast", "intet"):
        one.talk(said)
    one.talk("lav en note")
    button = next((found for found in reversed(one.buttons) if found.get(OURS) == "note_open"), None)
    if button is None:
        report.blame("Teams: no note was made, so nothing was tried of it", "")
        return
    for value in (button, {**button, "sealed": button["sealed"][:-9]}, {**button, "sealed": "æ" * 40}):
        for mark in ("note_open", "note_send"):
            sent = other.activity(value={**value, OURS: mark, "note": "hej"}, replyToId="x")
            shown = other.wait(house.teams.deliver(sent).at, 10)
            report.note("Teams another's card", 200 if shown else 598, "", mark)
            if any("cykler" in said for _, said in shown):
                report.blame("Teams: one person's note is given to another", mark)
    sent = other.activity("lav en note", id="1")
    one.there.deliver(one.activity("hej", id="1"))
    shown = other.wait(house.teams.deliver(sent).at, 10)
    report.note("Teams the same id from two", 200 if shown else 598, "", "")
    if any("cykler" in said for _, said in shown):
        report.blame("Teams: one person's answer is given to another", "")
