"""A bot that is told to stop answers the turn under way first, and takes no new one."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from house import ROOT, free_port

STAND_IN = Path(__file__).with_name("serve_stand_in.py")


@pytest.fixture
def bot(tmp_path: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, STAND_IN, "--model", "some", "--endpoints", tmp_path / "seen", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "VEJVISER_ACTIONS_TOKEN": "x" * 40},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not _is_ready(address):
            time.sleep(0.1)
        yield address, process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _is_ready(address: str) -> bool:
    try:
        return requests.get(f"{address}/health", timeout=2).status_code == 200
    except requests.RequestException:
        return False


def test_the_turn_under_way_is_answered_before_the_bot_ends(bot: tuple[str, "subprocess.Popen[bytes]"]) -> None:
    address, process = bot
    browser, said = requests.Session(), []
    conversation = browser.post(f"{address}/chat/conversations", json={}, timeout=10).json()["conversation"]
    body = {"conversation": conversation, "text": "blokerer", "first": True, "message_id": "1"}

    def say() -> None:
        # As nginx asks: a connection that is kept would be waited for.
        gone = {"Connection": "close"}
        said.append(browser.post(f"{address}/chat/messages", json=body, headers=gone, timeout=20))

    saying = threading.Thread(target=say)
    saying.start()
    time.sleep(0.5)
    process.terminate()
    saying.join(timeout=20)
    assert [message["text"] for message in said[0].json()["messages"]] == ["svar på blokerer"]
    assert process.wait(timeout=10) is not None
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{address}/health", timeout=2)
