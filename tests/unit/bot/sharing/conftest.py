"""A Redis for all tests of a file, and one that a test may break."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis_process import RedisProcess, is_installed, redis_process

from bot.sharing import lock_store


@pytest.fixture(scope="module")
def shared_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisProcess]:
    with redis_process(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisProcess]:
    with redis_process(tmp_path) as server:
        yield server


@pytest.fixture
def short_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock_store, "LOCK_SECONDS", 1.0)
    monkeypatch.setattr(lock_store, "RENEW_SECONDS", 0.3)


@pytest.fixture(autouse=True, scope="session")
def installed() -> None:
    if not is_installed():
        pytest.skip("Redis er ikke installeret (fx: apt-get install redis-server)")
