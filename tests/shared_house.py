"""The three real processes with what beyond one machine brings: Redis, and Teams with Microsoft's side on loopback."""

import os
import secrets
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from house import House, free_port, started
from redis_process import RedisProcess, redis_process
from shared_people import SCHOOL, Teams

from deploy import processes


class SharedHouse(House):
    """A house with Redis and Teams. `folder` holds all that its processes write."""

    folder: Path
    redis: RedisProcess
    teams: Teams

    def pause(self, part: str) -> None:
        """Let a part's processes hang."""
        self._signal(part, signal.SIGSTOP)

    def go_on(self, part: str) -> None:
        """Let them run again."""
        with suppress(ProcessLookupError):
            self._signal(part, signal.SIGCONT)

    def wait_ready(self, seconds: float = 180) -> None:
        """Wait until the bot has its model and answers."""
        deadline = time.monotonic() + seconds
        while not processes.healthy(f"{self.url}/health"):
            assert time.monotonic() < deadline, "the bot is not ready"
            time.sleep(0.3)

    def _signal(self, part: str, number: int) -> None:
        process = self.parts[part].process
        assert process is not None
        os.killpg(process.pid, number)


@contextmanager
def shared_house(
    folder: Path, model_file: Path, more_env: Mapping[str, str] | None = None, *, with_redis: bool = True
) -> Iterator[SharedHouse]:
    """Start Redis, Microsoft's side and the three processes, and end them.

    Args:
        folder: for everything they write.
        model_file: the trained model.
        more_env: variables beside those of the product.
        with_redis: False for a Redis that is chosen, and not there yet.
    """
    for inner in ("tmp", "redis"):
        (folder / inner).mkdir(parents=True, exist_ok=True)
    ports = processes.Ports(free_port(), free_port(), free_port())
    teams = Teams(free_port(), f"http://127.0.0.1:{ports.bot}/teams/messages", "")
    with redis_process(folder / "redis") as redis:
        if not with_redis:
            redis.kill()
        env = teams.environment | {
            "TMPDIR": str(folder / "tmp"),
            "VEJVISER_REDIS": redis.address,
            "VEJVISER_SCHOOL": SCHOOL,
            "VEJVISER_SECRET_KEY": secrets.token_urlsafe(48),
            "VEJVISER_TEAMS_FOLLOW_UPS": str(folder / "follow_ups.sqlite3"),
        }
        teams.start()
        try:
            with started(
                SharedHouse,
                folder,
                model_file,
                ports=ports,
                more_env=env | dict(more_env or {}),
                wait_for=("directory", "actions"),
            ) as house:
                house.folder, house.redis, house.teams = folder, redis, teams
                yield house
        finally:
            teams.stop()
