"""Microsoft's client, Microsoft's side, and the three real processes, for `make test-teams` alone."""

import json
import os
import secrets
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fake_microsoft import APP_ID, TENANT, Microsoft
from house import House, free_port, started
from playground import PACKAGES, Playground
from playground_bench import DOCS, Bench
from transcript import Transcript

from deploy import model, processes


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave these tests out of `make test`: they need Node and what npm fetches."""
    if "VEJVISER_PLAYGROUND" not in os.environ:
        left_out = pytest.mark.skip(reason="`make test-teams` runs them")
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(left_out)


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Everything, started once; the transcript is written when it ends well."""
    folder = tmp_path_factory.mktemp("teams")
    ports = processes.Ports(free_port(), free_port(), free_port())
    playground = Playground(folder, free_port(), APP_ID, TENANT)
    microsoft = Microsoft(free_port(), f"http://127.0.0.1:{ports.bot}/teams/messages", playground.url)
    env = microsoft.environment | {
        "VEJVISER_SCHOOL": "eksempelskolen",
        "VEJVISER_SECRET_KEY": secrets.token_urlsafe(48),
        "VEJVISER_TEAMS_FOLLOW_UPS": str(folder / "follow_ups.sqlite3"),
    }
    microsoft.start()
    try:
        playground.start(microsoft.url)
        with started(House, folder, model.ensure(), ports=ports, more_env=env) as house:
            yield Bench(house, microsoft, playground, Transcript(), folder)
    finally:
        playground.stop()
        microsoft.stop()


@pytest.fixture(scope="session")
def written_down(bench: Bench, request: pytest.FixtureRequest) -> Iterator[Transcript]:
    """The transcript; written when every test of the run passed."""
    yield bench.transcript
    if request.session.testsfailed == 0:
        version = json.loads((PACKAGES / "@microsoft/m365agentsplayground/package.json").read_text("utf-8"))["version"]
        pictures = ", ".join(f"[{path.stem}]({path.name})" for path in sorted(DOCS.glob("*.png"))) or "ingen"
        day = f"{date.today():%d.%m.%Y}"
        bench.transcript.write(DOCS / "samtale.md", day=day, version=version, pictures=pictures)
