"""Ways to break what several bots share, and what Teams and the inbox stand on; each is mended when its block ends."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import redis
from house import free_port
from shared_house import SharedHouse

Break = Callable[[SharedHouse], AbstractContextManager[None]]
GARBAGE = (b"-ERR qzxvjw unknown\r\n", b"$99999999999\r\n", b"\xff\x00HTTP/1.1 200 OK\r\n\r\n", b"*-7\r\n:x\r\n")


def _client(house: SharedHouse) -> "redis.Redis[bytes]":
    return redis.Redis(port=house.redis.port, socket_timeout=5)


@contextmanager
def redis_killed(house: SharedHouse) -> Iterator[None]:
    """Redis is gone, and comes back with what it had written."""
    house.redis.kill()
    try:
        yield
    finally:
        house.redis.start()


@contextmanager
def redis_frozen(house: SharedHouse) -> Iterator[None]:
    """Redis takes connections and answers nothing."""
    house.redis.freeze()
    try:
        yield
    finally:
        house.redis.thaw()


@contextmanager
def redis_full(house: SharedHouse) -> Iterator[None]:
    """Redis takes nothing more: it has used up its memory, and throws nothing away."""
    client = _client(house)
    client.config_set("maxmemory-policy", "noeviction")
    client.config_set("maxmemory", "1")
    try:
        yield
    finally:
        client.config_set("maxmemory", "0")


@contextmanager
def redis_read_only(house: SharedHouse) -> Iterator[None]:
    """Redis has become somebody's copy: it can be read, and takes nothing."""
    client = _client(house)
    client.execute_command("REPLICAOF", "127.0.0.1", str(free_port()))
    try:
        yield
    finally:
        client.execute_command("REPLICAOF", "NO", "ONE")


@contextmanager
def redis_garbage(house: SharedHouse) -> Iterator[None]:
    """Something else answers on its port, each time with another nonsense."""
    house.redis.kill()
    listening = socket.create_server(("127.0.0.1", house.redis.port))

    def serve() -> None:
        for number in range(10_000):
            try:
                line, _ = listening.accept()
                line.recv(1000)
                line.sendall(GARBAGE[number % len(GARBAGE)])
                line.close()
            except OSError:
                if listening.fileno() < 0:
                    return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join()
        house.redis.start()


@contextmanager
def directory_killed(house: SharedHouse) -> Iterator[None]:
    """The inbox, the answers about contacts and the register are away."""
    house.stop("directory")
    try:
        yield
    finally:
        house.start("directory")


@contextmanager
def directory_hanging(house: SharedHouse) -> Iterator[None]:
    """They take connections and answer nothing."""
    house.pause("directory")
    try:
        yield
    finally:
        house.go_on("directory")


@contextmanager
def teams_without_a_token(house: SharedHouse) -> Iterator[None]:
    """Microsoft no longer takes the bot's token, and gives no new one."""
    house.teams.new_tenant_key()
    house.teams.token_away = True
    try:
        yield
    finally:
        house.teams.token_away = False


@contextmanager
def teams_connector_away(house: SharedHouse) -> Iterator[None]:
    """Nothing can be said in Teams."""
    house.teams.connector_away = True
    try:
        yield
    finally:
        house.teams.connector_away = False


@contextmanager
def log_full(house: SharedHouse) -> Iterator[None]:
    """What Teams keeps on the disk cannot be written."""
    path = house.folder / "deliveries.sqlite3"
    before = path.stat().st_mode
    path.write_bytes(b"this is no database")
    try:
        yield
    finally:
        path.unlink()
        os.close(os.open(path, os.O_CREAT, before & 0o777))


def together(*parts: Break) -> Break:
    """Several at once."""

    @contextmanager
    def broken(house: SharedHouse) -> Iterator[None]:
        with ExitStack() as stack:
            for each in parts:
                stack.enter_context(each(house))
            yield

    return broken


# While these last, the teacher in Teams can be told; what cannot be delivered is tried in `broken_shared` itself.
BREAKS: dict[str, Break] = {
    "Redis killed": redis_killed,
    "Redis frozen": redis_frozen,
    "Redis answers nonsense": redis_garbage,
    "Redis full": redis_full,
    "Redis takes nothing": redis_read_only,
    "inbox and answers away": directory_killed,
    "inbox and answers hanging": directory_hanging,
    "what was heard in Teams unreadable": log_full,
    "Redis frozen, inbox and answers hanging": together(redis_frozen, directory_hanging),
}
OUTAGES: dict[str, Break] = {
    "Teams takes no token of the bot's": teams_without_a_token,
    "Teams' way out is away": teams_connector_away,
    "Teams' way out and Redis away": together(teams_connector_away, redis_killed),
}
