"""Nasty bodies to the page's newer doors, and one browser's ids, keys and cookies in another's hands."""

from __future__ import annotations

import json
import uuid
from typing import Any

import requests
from shared_house import SharedHouse
from shared_people import PageTeacher

from .abuse_corpus import MARK, VALUES, Fuzzer
from .abuse_judge import Report

BODIES = 500
# A conversation may send so much in a minute, and no more is to be tried with it.
OF_ONE = 25
ROUTES = ("handover/offer", "handover/preview", "handover", "rating/questions", "rating", "undo", "note")
SECRET = "hun græder hver mandag"  # noqa: S105
ACUTE = "hun har lige taget en masse piller"


def right_body(path: str) -> dict[str, Any]:
    """Return a body that the route takes."""
    handover = {"topics": ["rusmidler"], "municipality": "0756", "urgency": "none", "next_date": None}
    bodies: dict[str, dict[str, Any]] = {
        "handover/preview": {"text": "Han er tit væk.", "handover": handover},
        "handover": {"text": "Han er tit væk.", "handover": handover, "id": uuid.uuid4().hex, "to_role": "x"},
        "rating": {"id": uuid.uuid4().hex, "reached": False, "to_role": "ssp", "municipality": "0756"},
        "undo": {"message_id": uuid.uuid4().hex},
        "note": {"heading": "Note", "text": "Han er tit væk."},
    }
    return bodies.get(path, {})


def pages(house: SharedHouse, report: Report, seed: int, share: float) -> None:
    """Send nasty bodies to the routes of the inbox, the answers and the note, and the same to the directory's own."""
    fuzzer, teacher = Fuzzer(seed), PageTeacher(house)
    for number in range(round(BODIES * share)):
        if number % OF_ONE == 0:
            teacher = PageTeacher(house)
        path = fuzzer.pick(ROUTES)
        url = f"{teacher.url}/{path}"
        if number % 4 == 3:
            path = fuzzer.pick(("handovers", "ratings"))
            url = f"http://127.0.0.1:{house.ports.directory}/api/{path}"
        where = f"{'directory' if number % 4 == 3 else 'page'} {path}"
        body = _body(fuzzer, teacher, path.removesuffix("s") if number % 4 == 3 else path)
        try:
            answer = teacher.browser.post(url, data=body, headers={"Content-Type": "application/json"}, timeout=30)
        except requests.ConnectionError:
            report.note(where, 0, "", body)
            continue
        # What the teacher wrote in her note is what she is shown; all else that comes back is ours.
        shown = "" if path in ("handover/preview", "handover", "note") and answer.status_code == 200 else answer.text
        report.note(where, answer.status_code, shown, body)


def _body(fuzzer: Fuzzer, teacher: PageTeacher, path: str) -> bytes:
    if fuzzer.random.random() < 0.2:
        return fuzzer.body()
    body = {"conversation": teacher.conversation, **right_body(path)}
    for _ in range(fuzzer.random.randint(1, 2)):
        key = fuzzer.random.choice([*body, "facts", "role", MARK])
        value = fuzzer.random.choice((*VALUES, fuzzer.text()[:2_000], [fuzzer.text()[:50]] * 40))
        if fuzzer.random.random() < 0.3 and isinstance(body.get("handover"), dict):
            body["handover"] = {**body["handover"], fuzzer.pick(("topics", "urgency", "next_date", "facts")): value}
        else:
            body[key] = value
    return json.dumps(body).encode()


def stolen(house: SharedHouse, report: Report, _seed: int, _share: float) -> None:
    """Use what is another's: the cookie, the conversation, the message's id, and the same after it was deleted."""
    one, other = PageTeacher(house), PageTeacher(house)
    shared_id = uuid.uuid4().hex
    one.write(SECRET, shared_id)
    _say_nothing(report, "one message's id in another conversation", other.write("hej", shared_id))
    for path in (*ROUTES, "messages"):
        body = {**right_body(path), "conversation": one.conversation, "text": ACUTE, "message_id": shared_id}
        answer = other.browser.post(f"{other.url}/{path}", json=body, timeout=30)
        _say_nothing(report, f"another's conversation: {path}", answer, refused=True)
        if path == "messages" and "Ring 112" not in answer.text:
            report.blame("danger in another's conversation is not answered", path, answer.text)
    for forged in _forged(one.conversation):
        answer = one.browser.post(f"{one.url}/messages", json={"conversation": forged, "text": "hej"}, timeout=30)
        _say_nothing(report, "a forged conversation", answer, refused=True)
    other.browser.cookies.update(one.browser.cookies)
    answer = other.browser.post(f"{other.url}/messages", json={"conversation": other.conversation, "text": "hej"})
    _say_nothing(report, "a swapped cookie", answer, refused=True)
    again = one.write("hej")
    if again.status_code != 200:
        report.blame("the owner of the conversation is shut out", "", again.text)
    one.browser.delete(f"{one.url}/conversations", json={"conversation": one.conversation}, timeout=30)
    _say_nothing(report, "an undo after it was deleted", one.post("undo", message_id=shared_id), refused=True)
    for first in (False, True):
        _say_nothing(report, "the same message after it was deleted", one.write("hej", shared_id, first=first))


def _forged(conversation: str) -> list[str]:
    body, _, signature = conversation.rpartition(".")
    sender, school, role = body.split(".")
    return [
        f"{body}.{signature[:-1]}",
        f"{body}.{'0' * len(signature)}",
        f"{sender}.en-anden-skole.{role}.{signature}",
        f"{sender}.{school}.studievejleder.{signature}",
        f"{sender[::-1]}.{school}.{role}.{signature}",
        f"{body}.{signature}.{signature}",
        f"{body}.",
        "...",
    ]


def _say_nothing(report: Report, what: str, answer: requests.Response, refused: bool = False) -> None:
    report.note(f"stolen: {what}", answer.status_code, answer.text, what)
    if "mandag" in answer.text or "græder" in answer.text:
        report.blame(f"{what}: one person's words are given to another", "", answer.text)
    if refused and answer.status_code not in (400, 403, 409):
        report.blame(f"{what}: let in", answer.status_code, answer.text)
