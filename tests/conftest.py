"""What all tests share: for the slow ones, the three real processes."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from house import ROOT, House, free_port

from deploy import model, processes


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Directory, action server and bot, started once for all slow tests, on free ports and an own database."""
    ports = processes.Ports(free_port(), free_port(), free_port())
    env = processes.environment(ports)
    env["VEJVISER_DATABASE"] = str(tmp_path_factory.mktemp("directory") / "directory.sqlite3")
    logs = tmp_path_factory.mktemp("logs")
    for step in (["migrate", "--verbosity", "0"], ["load_knowledge"]):
        subprocess.run([sys.executable, "directory/manage.py", *step], cwd=ROOT, env=env, check=True)
    names = ("directory", "actions", "bot")
    parts = dict(zip(names, processes.parts(ports, model.ensure()), strict=True))
    running = House(ports, parts, env)
    try:
        for name, part in parts.items():
            part.log = logs / f"{name}.log"
            processes.start(part, env)
        for part in parts.values():
            processes.wait_healthy(part)
        yield running
    finally:
        for part in reversed(list(parts.values())):
            processes.stop(part)
