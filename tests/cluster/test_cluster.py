"""Two of everything behind the real nginx, with the real Redis and PostgreSQL (`make cluster-test`)."""

import itertools
import json
import os
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from deploy import cluster, model, processes
from deploy.cluster import Cluster

# As a teacher would write, one after the other; the last answer is the plan.
MESSAGES = (
    "Hun lugter af hash og er her næsten aldrig",
    "Nej, der er ikke fare nu",
    "Hun er 17",
    "Hun bor i Ikast",
    "Jeg har talt med hende",
)
ACUTE = "Han har taget en overdosis piller nu"


class Browser:
    """One browser with one conversation; each request may go to another address."""

    def __init__(self, address: str) -> None:
        self._session = requests.Session()
        self._numbers = itertools.count()
        begun = self.post(address, "conversations", {})
        self.conversation = begun["conversation"]

    def post(self, address: str, path: str, body: dict[str, Any]) -> Any:
        reply = self._session.post(f"{address}/chat/{path}", json=body, timeout=20)
        assert reply.status_code == 200, (reply.status_code, reply.text)
        return reply.json()

    def say(self, address: str, text: str, message_id: str | None = None) -> list[dict[str, Any]]:
        number = next(self._numbers)
        body = {"conversation": self.conversation, "text": text, "first": number == 0}
        messages: list[dict[str, Any]] = self.post(
            address, "messages", {**body, "message_id": message_id or f"message-{number:04}"}
        )["messages"]
        return messages


def first_port() -> int:
    """The first of as many free ports as the cluster needs."""
    for first in range(15100, 25100, 100):
        try:
            cluster.ports(first)
        except SystemExit:
            continue
        return first
    raise AssertionError("no free ports")


@pytest.fixture(scope="module")
def it() -> Iterator[Cluster]:
    """Not in pytest's own folder: that one is closed to PostgreSQL's user, anew at each start of pytest."""
    given = os.environ.get("VEJVISER_TEST_MODEL")
    model_file = Path(given) if given else model.ensure()
    with tempfile.TemporaryDirectory(prefix="vejviser-cluster-") as folder:
        Path(folder).chmod(0o711)
        with cluster.started(Path(folder), model_file, first_port()) as running:
            yield running


def bot(it: Cluster, letter: str) -> str:
    return f"http://127.0.0.1:{it.ports[f'bot_{letter}']}"


def plan_of(messages: list[dict[str, Any]]) -> str:
    return json.dumps([message.get("answer") for message in messages], ensure_ascii=False)


def test_a_conversation_that_changes_bot_at_each_turn_is_the_one_that_stays(it: Cluster) -> None:
    alone, moving = Browser(bot(it, "a")), Browser(bot(it, "b"))
    for number, text in enumerate(MESSAGES):
        stayed = alone.say(bot(it, "a"), text)
        moved = moving.say(bot(it, "ab"[number % 2]), text)
        assert [one.get("text") for one in moved] == [one.get("text") for one in stayed], text
    assert "Ikast-Brande" in plan_of(moved)


def test_a_conversation_through_nginx_reaches_the_plan(it: Cluster) -> None:
    browser = Browser(it.chat)
    for text in MESSAGES:
        said = browser.say(it.chat, text)
    assert "Ikast-Brande" in plan_of(said)
    assert (it.parts["edge"].log.read_text("utf-8")).count(" chat ") >= len(MESSAGES)


def test_the_same_message_is_answered_once_whichever_bot_gets_it(it: Cluster) -> None:
    browser = Browser(it.chat)
    first = browser.say(bot(it, "a"), MESSAGES[0], "the-same-message")
    again = browser.say(bot(it, "b"), MESSAGES[0], "the-same-message")
    assert again == first
    assert browser.say(bot(it, "b"), MESSAGES[1]) != first


def test_a_killed_bot_costs_no_message(it: Cluster) -> None:
    browser = Browser(it.chat)
    browser.say(it.chat, MESSAGES[0])
    kill(it, "bot_a")
    try:
        for text in MESSAGES[1:]:
            said = browser.say(it.chat, text)
        assert "Ikast-Brande" in plan_of(said)
    finally:
        it.start("bot_a")


def test_a_bot_that_is_loading_its_model_leaves_turns_to_the_other(it: Cluster) -> None:
    """And when both are loading, danger is answered all the same."""
    browser = Browser(it.chat)
    browser.say(it.chat, MESSAGES[0])
    for name in ("bot_a", "bot_b"):
        kill(it, name)
        processes.start(it.parts[name], it.env)
        wait_for_port(it.ports[name])
        began = time.monotonic()
        said = browser.say(it.chat, MESSAGES[1] if name == "bot_a" else ACUTE)
        took = time.monotonic() - began
        if name == "bot_a":
            processes.wait_healthy(it.parts["bot_a"])
            kill(it, "bot_a")
            processes.start(it.parts["bot_a"], it.env)
            wait_for_port(it.ports["bot_a"])
            assert "starter" not in json.dumps(said)
    assert "112" in json.dumps(said[0])
    assert took < 1.5
    processes.wait_healthy(it.parts["bot_a"])
    processes.wait_healthy(it.parts["bot_b"])


@pytest.mark.parametrize("name", ["actions_a", "directory_b"])
def test_what_is_behind_the_bots_can_hang_without_a_teacher_seeing_it(it: Cluster, name: str) -> None:
    part = it.parts[name]
    assert part.process is not None
    os.killpg(part.process.pid, signal.SIGSTOP)
    try:
        browser = Browser(it.chat)
        for text in MESSAGES:
            said = browser.say(it.chat, text)
        assert "Ikast-Brande" in plan_of(said)
    finally:
        os.killpg(part.process.pid, signal.SIGCONT)


def test_what_is_inside_stays_inside(it: Cluster) -> None:
    for address, path in (
        (it.chat, "/health"), (it.chat, "/health/ready"), (it.chat, "/metrics"), (it.chat, "/webhooks/rest/webhook"),
        (it.register, "/api/health"), (it.register, "/api/schools"), (it.register, "/health/live"),
    ):  # fmt: skip
        assert requests.get(address + path, timeout=5).status_code == 404, path
    assert requests.get(f"{it.register}/admin/login/", timeout=5).status_code == 200
    assert requests.get(f"{it.chat}/chat/", headers={"Host": "other.example"}, timeout=5).status_code == 404


def test_the_log_of_nginx_names_nobody(it: Cluster) -> None:
    requests.get(f"{it.register}/svar/a-key-in-a-link?ord=hemmelige", timeout=5)
    log = it.parts["edge"].log.read_text("utf-8")
    assert " svar " in log
    assert "a-key-in-a-link" not in log and "hemmelige" not in log


def kill(it: Cluster, name: str) -> None:
    process = it.parts[name].process
    assert process is not None
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_for_port(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nobody listens on {port}")
