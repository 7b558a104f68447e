"""The action server opens for the bot's token only, and shows nothing of a conversation when it fails."""

import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from house import ROOT, free_port

from actions import measures
from deploy import model

TOKEN = "only-this-test-knows-this-token-0123456789"  # noqa: S105
CALL: dict[str, Any] = {"next_action": "action_unknown", "tracker": {"sender_id": "a", "events": ["hemmelige ord"]}}


METRICS = free_port()


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "actions.serve", "--port", str(port)],
        cwd=ROOT,
        env=model.quiet_env() | {"VEJVISER_ACTIONS_TOKEN": TOKEN, "VEJVISER_METRICS_PORT": str(METRICS)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                requests.get(f"{address}/health", timeout=2)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        said, _ = process.communicate(timeout=20)
    assert "hemmelige" not in said and "Traceback" not in said


@pytest.mark.parametrize("path", ["/health", "/health/live", "/health/ready"])
def test_health_is_open(url: str, path: str) -> None:
    assert requests.get(f"{url}{path}", timeout=5).json()["status"] == "ok"


def figures() -> dict[str, float]:
    served = requests.get(f"http://127.0.0.1:{METRICS}/metrics", timeout=5).text
    assert "hemmelige" not in served
    lines = (line.rsplit(" ", 1) for line in served.splitlines() if not line.startswith("#"))
    return {name: float(number) for name, number in lines}


def test_calls_are_counted_by_the_actions_there_are(url: str) -> None:
    before = figures()
    headers = {"X-Vejviser-Token": TOKEN}
    right = {"next_action": "validate_concern_form", "sender_id": "a", "tracker": tracker(), "domain": {}}
    for call in (right, {**right, "next_action": "hemmelige ord"}, CALL):
        requests.post(f"{url}/webhook", json=call, headers=headers, timeout=5)
    requests.post(f"{url}/webhook", json=right, timeout=5)
    after = figures()
    counted = {
        name.partition("_total")[2]: after[name] - before.get(name, 0)
        for name in after
        if name.startswith("vejviser_actions_total") and after[name] != before.get(name, 0)
    }
    assert counted == {
        '{action="validate_concern_form",outcome="done"}': 1,
        '{action="other",outcome="refused"}': 2,
    }


def test_the_figures_are_not_served_where_the_bot_calls(url: str) -> None:
    assert requests.get(f"{url}/metrics", timeout=5).status_code == 403


def test_the_actions_counted_are_those_of_the_domain() -> None:
    domain = yaml.safe_load(Path(ROOT / "domain.yml").read_text("utf-8"))
    assert set(measures.ACTIONS) == set(domain["actions"])


@pytest.mark.parametrize("length", ["-1", "x", "99999999999"])
def test_a_wrong_length_holds_nobody_up(url: str, length: str) -> None:
    port = int(url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(f"POST /webhook HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\nabc".encode())
        line.settimeout(2)
        with suppress(TimeoutError, ConnectionError):
            line.recv(20_000)
    assert requests.get(f"{url}/health", timeout=5).status_code == 200


@pytest.mark.parametrize("given", [None, "", "wrong", TOKEN[:-1], TOKEN + "x", "æøå".encode()])
def test_nobody_else_comes_in(url: str, given: str | bytes | None) -> None:
    headers = {} if given is None else {"X-Vejviser-Token": given}
    for reply in (
        requests.post(f"{url}/webhook", json=CALL, headers=headers, timeout=5),
        requests.get(f"{url}/actions", headers=headers, timeout=5),
        requests.get(f"{url}/health/../actions", headers=headers, timeout=5),
    ):
        assert reply.status_code == 403
        assert reply.json() == {"error": "Forbidden"}


def test_a_failure_shows_nothing_of_the_conversation(url: str) -> None:
    headers = {"X-Vejviser-Token": TOKEN}
    bodies: list[Any] = [CALL, {**CALL, "next_action": "action_suggest_next_steps"}, ["hemmelige ord"], "hemmelige ord"]
    for body in bodies:
        reply = requests.post(f"{url}/webhook", json=body, headers=headers, timeout=5)
        assert reply.status_code >= 400
        assert "hemmelige" not in reply.text and "Traceback" not in reply.text
    broken = requests.post(f"{url}/webhook", data=b"{hemmelige", headers=headers, timeout=5)
    assert broken.status_code >= 400 and "hemmelige" not in broken.text


def tracker(**changes: Any) -> dict[str, Any]:
    latest = {"intent": {"name": "report_concern"}, "understanding": {"topics": ["fravaer"]}}
    user = {"event": "user", "text": "hemmelige ord", "parse_data": latest}
    return {"sender_id": "a", "slots": {}, "latest_message": latest, "events": [user], "active_loop": {}, **changes}


def test_a_right_call_is_answered(url: str) -> None:
    call = {"next_action": "validate_concern_form", "sender_id": "a", "tracker": tracker(), "domain": {}}
    reply = requests.post(f"{url}/webhook", json=call, headers={"X-Vejviser-Token": TOKEN}, timeout=5)
    assert reply.status_code == 200 and reply.json()["events"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"events": "hemmelige"},
        {"events": None},
        {"events": [1]},
        {"events": [{"event": 1}]},
        {"events": [{"event": "user", "parse_data": "hemmelige"}]},
        {"events": [{"event": "user", "parse_data": {"understanding": {"topics": "hemmelige"}}}]},
        {"events": [{"event": "user", "parse_data": {"understanding": {"danger": {"kinds": [1]}}}}]},
        {"events": [{"event": "user", "parse_data": {"understanding": {"places": ["hemmelige"]}}}]},
        {"events": [{"event": "bot", "metadata": "hemmelige"}]},
        {"latest_message": "hemmelige"},
        {"latest_message": {"metadata": "hemmelige"}},
        {"slots": []},
        {"sender_id": None},
        {"active_loop": 1},
    ],
)
@pytest.mark.parametrize("action", ["validate_concern_form", "action_suggest_next_steps"])
def test_what_is_no_conversation_is_refused_and_not_a_fault_of_ours(
    url: str, action: str, wrong: dict[str, Any]
) -> None:
    call = {"next_action": action, "tracker": tracker(**wrong), "domain": {}}
    reply = requests.post(f"{url}/webhook", json=call, headers={"X-Vejviser-Token": TOKEN}, timeout=5)
    assert (reply.status_code, reply.json()) == (400, {"error": "BadRequest"})


def test_a_fault_inside_is_ours_and_tells_its_kind_alone(url: str) -> None:
    understood = {"places": [{"text": "hemmelige", "role": "home", "codes": 1}]}
    event = {"event": "user", "text": "hemmelige ord", "parse_data": {"understanding": understood}}
    call = {"next_action": "validate_concern_form", "tracker": tracker(events=[event]), "domain": {}}
    reply = requests.post(f"{url}/webhook", json=call, headers={"X-Vejviser-Token": TOKEN}, timeout=5)
    assert (reply.status_code, reply.json()) == (500, {"error": "TypeError"})


@pytest.mark.parametrize("data", [b"", b"[]", b"null", b"[" * 20_000, b"\xff", b'{"next_action": 1}'])
def test_what_is_no_call_is_refused(url: str, data: bytes) -> None:
    reply = requests.post(f"{url}/webhook", data=data, headers={"X-Vejviser-Token": TOKEN}, timeout=5)
    assert (reply.status_code, reply.json()) == (400, {"error": "BadRequest"})


def test_a_packed_body_is_refused(url: str) -> None:
    headers = {"X-Vejviser-Token": TOKEN, "Content-Encoding": "deflate"}
    packed = zlib.compress(b" " * 50_000_000)
    reply = requests.post(f"{url}/webhook", data=packed, headers=headers, timeout=5)
    assert (reply.status_code, reply.json()) == (400, {"error": "BadRequest"})


def test_a_body_without_end_is_refused(url: str) -> None:
    headers = {"X-Vejviser-Token": TOKEN, "Content-Type": "application/json"}
    try:
        reply = requests.post(f"{url}/webhook", data=b" " * 17_000_000, headers=headers, timeout=20)
    except requests.ConnectionError:
        return
    assert reply.status_code == 413


def test_without_a_token_it_does_not_start() -> None:
    env = {key: value for key, value in model.quiet_env().items() if key != "VEJVISER_ACTIONS_TOKEN"}
    done = subprocess.run(
        [sys.executable, "-m", "actions.serve"], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "VEJVISER_ACTIONS_TOKEN" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
