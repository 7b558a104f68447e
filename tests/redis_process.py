"""A private Redis for tests: on loopback, with a folder of its own, and gone afterwards."""

import ctypes
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from house import free_port

PR_SET_PDEATHSIG = 1


class RedisProcess:
    """A Redis server that can be stopped, killed, frozen and started again with what it has written."""

    def __init__(self, folder: Path, *settings: str) -> None:
        """Choose a port.

        Args:
            folder: for what it writes.
            settings: more of its options.
        """
        self.port = free_port()
        self._folder = folder
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """The value of `VEJVISER_REDIS`."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self._folder), "--appendonly", "yes"]
        self._process = subprocess.Popen(
            ["redis-server", *options, "--save", "", "--appendfsync", "always", *self._settings],
            stdout=subprocess.DEVNULL,
            preexec_fn=_ends_with_us,
        )
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 0.5) as asked:
                    asked.sendall(b"PING\r\n")
                    if asked.recv(16).startswith(b"+PONG"):
                        return
            except OSError:
                pass
            time.sleep(0.05)
        raise RuntimeError("Redis did not start")

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def freeze(self) -> None:
        """Let it hang: connections are taken, and nothing is answered."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def files(self) -> bytes:
        """All that it has written."""
        return b"".join(path.read_bytes() for path in sorted(self._folder.rglob("*")) if path.is_file())


def is_installed() -> bool:
    """Tell whether this machine has Redis."""
    return shutil.which("redis-server") is not None


@contextmanager
def redis_process(folder: Path, *settings: str) -> Iterator[RedisProcess]:
    """Start a Redis and end it.

    Args:
        folder: for what it writes.
        settings: more of its options.
    """
    server = RedisProcess(folder, *settings)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def _ends_with_us() -> None:
    """Let Linux end it when the tests are killed and cannot do it themselves."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
