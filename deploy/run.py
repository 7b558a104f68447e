"""`make run`: prepare, start, check and stop everything on one machine."""

import signal
import subprocess
import sys
import time
from collections import defaultdict
from types import FrameType

from actions.guidance.load import KnowledgeError, load_knowledge
from deploy import model, processes, web
from deploy.model import ROOT

# A process that ends more often than this within ten minutes will not get well by itself.
RESTARTS = 5
WINDOW_SECONDS = 600.0


def main() -> int:
    """Run until Ctrl-C or until a process dies.

    Returns:
        0 after Ctrl-C, 1 when a process kept on dying.

    Raises:
        SystemExit: something could not start; one line says what to do.
    """
    ports = processes.Ports()
    processes.check_ports(ports)
    env = processes.environment(ports)
    prepare(env)
    started: list[processes.Part] = []
    signal.signal(signal.SIGTERM, interrupt)
    try:
        for part in processes.parts(ports, model.ensure()):
            print(f"Starter {part.name.lower()} …", flush=True)
            processes.start(part, env)
            started.append(part)
        for part in started:
            processes.wait_healthy(part)
            print(f"{part.name} er klar.", flush=True)
        print(f"\nÅbn http://127.0.0.1:{ports.bot}/chat/ i din browser. Stop med Ctrl-C.", flush=True)
        return watch(started, env)
    except KeyboardInterrupt:
        print("\nStopper …", flush=True)
        return 0
    finally:
        for part in reversed(started):
            processes.stop(part)
        if started:
            print("Alt er stoppet.", flush=True)


def prepare(env: dict[str, str]) -> None:
    """Check what is in `knowledge/` and load it into the directory's database.

    Raises:
        SystemExit: a file is wrong; the line names file, entry and field.
    """
    print("Tjekker viden …", flush=True)
    try:
        load_knowledge()
    except KnowledgeError as error:
        raise SystemExit(f"Der er en fejl i knowledge/: {error}") from None
    if lacking := web.missing():
        raise SystemExit(f"Der mangler filer til siden: {', '.join(lacking)}. Kør: git checkout -- {web.OUT}")
    steps = (
        ("Gør databasen klar", ["directory/manage.py", "migrate", "--verbosity", "0"]),
        ("Lægger viden i kontaktregistret", ["directory/manage.py", "load_knowledge"]),
    )
    for title, arguments in steps:
        print(f"{title} …", flush=True)
        done = subprocess.run(
            [sys.executable, *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )
        if done.returncode:
            said = (done.stderr.strip() or done.stdout.strip() or "ukendt fejl").splitlines()
            raise SystemExit(f"{title}: {said[-1]}")


def watch(started: list[processes.Part], env: dict[str, str], pause: float = 1.0) -> int:
    """Start a process again when it ends by itself: the others answer meanwhile, and say what they cannot do.

    Args:
        started: the running processes.
        env: their environment.
        pause: seconds between two looks.

    Returns:
        1, with one line, when the same process has ended too often.
    """
    ended: dict[str, list[float]] = defaultdict(list)
    while True:
        for part in started:
            if part.process is not None and part.process.poll() is not None:
                now = time.monotonic()
                ended[part.name] = [*(then for then in ended[part.name] if now - then < WINDOW_SECONDS), now]
                if len(ended[part.name]) > RESTARTS:
                    print(f"{part.name} bliver ved med at stoppe. Se hvorfor i {part.log}.", flush=True)
                    return 1
                print(f"{part.name} stoppede og startes igen. Se hvorfor i {part.log}.", flush=True)
                processes.start(part, env)
        time.sleep(pause)


def interrupt(_signal: int, _frame: FrameType | None) -> None:
    """Let SIGTERM end a process as Ctrl-C does.

    Raises:
        KeyboardInterrupt: always.
    """
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
