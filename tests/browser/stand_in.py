"""The scripted stand-in as a process, and how a test opens a page."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import requests
from chat_page import ChatPage

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

OpenPage = Callable[..., ChatPage]


class FakeBot:
    """The stand-in as a process that a test can stop and start on the same port."""

    def __init__(self, **env: str) -> None:
        """Take a free port.

        Args:
            env: variables of its own.
        """
        self._env = env
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        env = {**os.environ, **self._env, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
        command = [sys.executable, str(HERE / "fake_bot.py"), "--port", str(self._port)]
        self._process = subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
        for _ in range(300):
            try:
                requests.get(f"{self.url}/chat/", timeout=5)
                return
            except requests.ConnectionError:
                assert self._process.poll() is None, "the stand-in ended; run it by hand to see why"
                time.sleep(0.2)
        raise AssertionError("the stand-in did not start within a minute")

    def stop(self) -> None:
        """End it."""
        if self._process:
            self._process.terminate()
            self._process.wait(timeout=20)
            self._process = None
