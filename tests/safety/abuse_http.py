"""Nasty texts, bodies and whole requests to the running bot, the action server and the directory, over real HTTP."""

from __future__ import annotations

import http.client
import json
import re
import socket
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

from bot.texts import text as said_text

from .abuse_corpus import MARK, Fuzzer, long_plain
from .abuse_judge import ACTS, NAMES_ITSELF, Report, take_quotes
from .privacy_house import OpenHouse, Teacher

AT_ONCE = 4
TEXTS_PER_TALK = 20
# One request may wait behind three others, and every turn reads all that was said before it.
RATIO = 60.0
EXCUSES = ("utter_channel_failed", "utter_starting", "utter_no_model", "utter_lookup_failed", "utter_expired")
NORMAL = "Jeg er bekymret for en elev, der ryger hash hver dag"


def messages(house: OpenHouse, report: Report, seed: int, count: int) -> None:
    """Send nasty texts in conversations, and end each conversation with an ordinary message that must be answered."""
    plain = statistics.median(_timed(Teacher(house, rest=True), long_plain())[0] for _ in range(5))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        talks = range(count // TEXTS_PER_TALK)
        for _ in pool.map(lambda number: _talk(house, report, Fuzzer(seed + number), number, plain), talks):
            pass


def _talk(house: OpenHouse, report: Report, fuzzer: Fuzzer, number: int, plain: float) -> None:
    teacher = Teacher(house, rest=number % 2 == 1)
    for _ in range(TEXTS_PER_TALK):
        text = fuzzer.text()[:25_000]
        seconds, status, answers = _timed(teacher, text)
        report.seconds.append(seconds)
        quoted = take_quotes(answers)
        report.quoted += len(quoted)
        for line in quoted:
            if acting := ACTS.search(line):
                report.blame("a quoted line acts", text, line[max(0, acting.start() - 50) :])
        shown = json.dumps(answers, ensure_ascii=False)
        report.note("rest" if teacher.rest else "web", status, shown, text)
        if seconds > plain * RATIO:
            report.blame("a text took too long", text, f"{seconds:.2f} s against {plain:.2f} s")
        if status == 200 and not answers:
            report.blame("silence", text)
    status, answers = teacher.say(NORMAL)
    said = [message.get("text") or message.get("answer", {}).get("text", "") for message in answers]
    lost = status != 200 or not any(said) or any(said_text(name) in said for name in EXCUSES)
    if lost:
        report.blame("a lost conversation", teacher.rest, (status, said))
    stored = house.stored(teacher.sender) or ""
    users = [event for event in json.loads(stored or '{"events": []}')["events"] if event["event"] == "user"]
    if any((event.get("text") or "").lstrip().startswith("/") for event in users):
        report.blame("an order reached Rasa", [event.get("text") for event in users])


def _timed(teacher: Teacher, text: str) -> tuple[float, int, Any]:
    started = time.perf_counter()
    status, answers = teacher.say(text)
    return time.perf_counter() - started, status, answers


def bodies(house: OpenHouse, report: Report, seed: int, count: int) -> None:
    """Send bodies that are no message, to every route that reads one."""
    fuzzer = Fuzzer(seed)
    routes = (
        *(("POST", "/chat/messages"), ("POST", "/chat/conversations"), ("DELETE", "/chat/conversations")),
        ("POST", "/webhooks/rest/webhook"),
    )
    kinds = ("application/json", "application/json", "application/json; charset=utf-16", "text/plain", "", "image/png")
    teachers = [Teacher(house, rest=True) for _ in range(20)]
    for number in range(count):
        method, path = fuzzer.random.choice(routes)
        headers = {"Content-Type": fuzzer.pick(kinds)}
        body = fuzzer.body()
        try:
            status, content = teachers[number % 20].send(method, path, body, headers)
        except (ConnectionError, http.client.HTTPException):
            # The server hung up in the middle of a body that is too large, which it may.
            report.note("body", 0, "", body)
            continue
        shown = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        report.note("body", status, shown, (method, path, body))


def oddities() -> list[bytes]:
    """Give whole requests that no browser sends."""
    json_body = json.dumps({"sender": "odd", "message": MARK}).encode()
    post = b"POST /webhooks/rest/webhook HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    made = [
        b"%s %s HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n" % (method, path)
        for method in (b"GET", b"PUT", b"PATCH", b"TRACE", b"OPTIONS", b"HEAD", b"CONNECT", b"FOO", b"get", b"DELETE")
        for path in (b"/", b"/chat/messages", b"/webhooks/rest/webhook", b"/../../etc/passwd", b"/chat/%2e%2e/%00")
    ]
    made += [
        post + b"Content-Length: %s\r\n\r\n" % length + json_body
        for length in (b"0", b"5", b"-1", b"1e3", b"99999999999999999999", b"0x10", b"", b"%d" % (len(json_body) + 900))
    ]
    made += [
        post + b"\r\n" + json_body,
        post + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(json_body), json_body),
        post + b"Transfer-Encoding: chunked\r\n\r\nZZZ\r\nx\r\n0\r\n\r\n",
        post + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        post + b"Transfer-Encoding: gzip, x\r\n\r\nabc",
        post + b"Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
        post + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
        post + b"Cookie: " + b"vejviser=" + b"a" * 7_000 + b"\r\nContent-Length: 2\r\n\r\n{}",
        b"GET /chat/ HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(300)) + b"\r\n",
        b"GET /chat/ HTTP/1.1\r\n\r\n",
        b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /chat/?" + quote("<script>" + MARK).encode() + b" HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET /<script>" + MARK.encode() + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET http://elsewhere/" + MARK.encode() + b" HTTP/1.1\r\nHost: elsewhere\r\n\r\n",
        b"GET /chat/ HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        b"GET / HTTP/0.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01",
        b"\x00" * 100,
        b"\r\n\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /chat/\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nX: \xff\xfe\r\nContent-Length: 0\r\n\r\n",
    ]
    return made


def raw(port: int, where: str, report: Report, count: int) -> None:
    """Send whole odd requests over a socket, some of them slowly."""
    made = oddities()
    for number in range(count):
        request = made[number % len(made)]
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
                if number % 40 == 39:
                    line.sendall(request[:20])
                    time.sleep(0.2)
                    line.sendall(request[20:])
                else:
                    line.sendall(request)
                line.shutdown(socket.SHUT_WR)
                content = b""
                while (part := line.recv(65_536)) and len(content) < 200_000:
                    content += part
        except OSError:
            content = b""
        # What the server says of itself in its headers and on the page is not an answer to a message.
        head, _, rest = content.partition(b"\r\n\r\n")
        if head.startswith(b"HTTP/1.1 100"):
            head, _, rest = rest.partition(b"\r\n\r\n")
        status = re.match(rb"HTTP/1\.[01] (\d{3})", head)
        page = b"text/html" in head and b"200 OK" in head
        if NAMES_ITSELF.search(head):
            report.blame(f"{where}: names itself", request, head)
        if not content and number % 40 != 39 and not _answers(port):
            report.blame(f"{where}: answers nobody any more", request)
            return
        report.note(f"{where} raw", int(status[1]) if status else 0, rest.decode(errors="replace"), request, page)


def _answers(port: int) -> bool:
    """Say whether the server still answers anybody."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/health")
        return line.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def elsewhere(house: OpenHouse, report: Report, seed: int, count: int) -> None:
    """Send nasty things to the action server, with and without its token, and to the directory's API."""
    fuzzer = Fuzzer(seed)
    token = house.env["VEJVISER_ACTIONS_TOKEN"]
    for number in range(count):
        if number % 2:
            path = fuzzer.pick(("municipalities", "services", "schools", "schools/x", "services/x", "schema", ""))
            value = quote(fuzzer.text()[:1_500], safe="", errors="replace")
            key = fuzzer.pick(("q", "municipality", "topic", "role", "age", "page", "page_size", value[:80] or "x"))
            place = fuzzer.pick(
                (f"/api/{path}?{key}={value}", f"/api/{path}/{value}", f"/api/services?{key}[]={value}")
            )
            _send(house.ports.directory, "directory", report, "GET", place, b"", {})
            continue
        given = token if number % 4 else fuzzer.pick(("", "x", token[:-1], token + "x", "æ"))
        headers = {"Content-Type": "application/json", "X-Vejviser-Token": given.encode()}
        where = "actions" if given == token else "actions, no token"
        _send(house.ports.actions, where, report, "POST", "/webhook", _action_call(fuzzer), headers)


def _action_call(fuzzer: Fuzzer) -> bytes:
    if fuzzer.random.random() < 0.4:
        return fuzzer.body()
    understanding: Any = {"intent": {"name": fuzzer.text()[:200]}, "topics": [MARK], "danger": {"level": MARK}}
    event = {"event": "user", "text": fuzzer.text()[:2_000], "parse_data": {"understanding": understanding}}
    tracker: dict[str, Any] = {
        "sender_id": "x",
        "slots": {},
        "events": [event],
        "latest_message": event,
        "active_loop": {},
    }
    tracker[fuzzer.pick(("slots", "events", "latest_message", "sender_id"))] = fuzzer.random.choice(
        (None, [], MARK, {}, 1)
    )
    name = fuzzer.pick(("validate_concern_form", "action_suggest_next_steps", "action_default_fallback", MARK))
    return json.dumps({"next_action": name, "sender_id": "x", "tracker": tracker, "domain": {}}).encode()


def _send(port: int, where: str, report: Report, method: str, path: str, body: bytes, headers: dict[str, Any]) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request(method, path, body, headers)
        reply = line.getresponse()
        status, content = reply.status, reply.read().decode(errors="replace")
    except (ConnectionError, http.client.HTTPException):
        status, content = 0, ""
    finally:
        line.close()
    report.note(where, status, content, (path, body))
    if where == "actions, no token" and status not in (0, 403):
        report.blame("the action server let somebody in", (path, body))
