"""Schemathesis asks the real server what nobody thought of, by the API's own document, with every check it has."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from serving import Server

ROOT = Path(__file__).resolve().parents[2]
SCHEMATHESIS = ROOT / "var" / "tools" / "bin" / "schemathesis"
# Made up for this test; used nowhere.
# Refusals of a wrong question; an address that is too long is one, too.
CONFIG = """[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "406", "414", "422", "428"]
"""
TOKEN = "Jt5Wq9Zc2Vb7Nm4Xs8Lk3Hg6Fd1Ra0Py"  # noqa: S105
# Half a minute with the same questions each time; `make safety` asks new ones, and for longer.
QUICK = ("--max-examples", "12", "--seed", "1")
LONG = ("--max-examples", "400", "--max-time", "420")


@pytest.fixture
def server(new_database: Callable[..., str], tmp_path: Path) -> Iterator[Server]:
    found = Server(new_database(), tmp_path, {"VEJVISER_DIRECTORY_TOKEN": TOKEN})
    found.start()
    yield found
    found.close()


def ask(server: Server, folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    # As behind a proxy, so that the token is needed.
    config = folder / "schemathesis.toml"
    config.write_text(CONFIG)
    command = [str(SCHEMATHESIS), "--config-file", str(config), "run", f"{server.url}/api/schema"]
    command += ["--header", "X-Forwarded-For: 192.0.2.7", *options]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=900)


def test_no_question_breaks_the_api_or_what_it_says_of_itself(server: Server, tmp_path: Path) -> None:
    assert SCHEMATHESIS.exists(), "run `make tools`"
    # It can fail: without the token nothing is as the document says.
    assert ask(server, tmp_path).returncode != 0
    amount = LONG if os.environ.get("VEJVISER_SAFETY") else QUICK
    # One of the checks asks without the token, too, and must be refused.
    token = ("--header", f"Authorization: Bearer {TOKEN}")
    done = ask(server, tmp_path, *token, *amount, "--checks", "all", "--continue-on-failure")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "13 selected / 13 total" in done.stdout, "every operation of the document is tried"
    assert "Coverage" in done.stdout and "Fuzzing" in done.stdout and "Stateful" in done.stdout
