"""`make run`: prepare, start, check and stop everything on one machine."""

import signal
import subprocess
import sys
import time
from types import FrameType

from actions.guidance.load import KnowledgeError, load_knowledge
from deploy import model, processes
from deploy.model import ROOT


def main() -> int:
    """Run until Ctrl-C or until a process dies.

    Returns:
        0 after Ctrl-C, 1 when a process died by itself.

    Raises:
        SystemExit: something could not start; one line says what to do.
    """
    ports = processes.Ports()
    processes.check_ports(ports)
    env = processes.environment(ports)
    prepare(env)
    started: list[processes.Part] = []
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        for part in processes.parts(ports, model.ensure()):
            print(f"Starter {part.name.lower()} …", flush=True)
            processes.start(part, env)
            started.append(part)
        for part in started:
            processes.wait_healthy(part)
            print(f"{part.name} er klar.", flush=True)
        print(f"\nÅbn http://127.0.0.1:{ports.bot}/chat/ i din browser. Stop med Ctrl-C.", flush=True)
        return watch(started)
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


def watch(started: list[processes.Part]) -> int:
    """Wait; return 1 with one line when a process ends by itself."""
    while True:
        for part in started:
            if part.process is not None and part.process.poll() is not None:
                print(f"{part.name} stoppede. Se hvorfor i {part.log}.", flush=True)
                return 1
        time.sleep(0.5)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
