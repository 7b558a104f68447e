"""No log line holds what a library put into it, and none of our own is given more than codes, counts and kinds."""

import ast
import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.logs import AsJson, WithoutTexts

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = ["rasa.core.processor", "sanic.error", "root", "asyncio", "botocore", "py.warnings", "django.request"]

PROGRAM = """
import logging, sys
from deploy import logs
logs.keep_texts_out()
logging.getLogger("rasa.core.processor").error("could not read: hemmelige ord")
logging.getLogger("bot.channels.turn").error("a turn failed: %s", "ValueError")
logging.getLogger("sanic.error").info("hemmelige ord")
{end}
"""


def record(name: str, **more: object) -> logging.LogRecord:
    known = {"msg": "parsed %s", "args": ("hemmelige ord",), "levelname": "ERROR", "module": "processor", "lineno": 7}
    return logging.makeLogRecord({"name": name, **known, **more})


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_librarys_line_tells_only_its_place(name: str) -> None:
    line = WithoutTexts().format(record(name))
    assert "hemmelige" not in line and "parsed" not in line
    assert "processor:7" in line and name in line


def test_our_own_line_is_whole_and_an_error_is_told_by_its_kind() -> None:
    error = ValueError("hemmelige ord")
    line = WithoutTexts().format(record("bot.channels.turn", args=("3 lines",), exc_info=(ValueError, error, None)))
    assert line.endswith("ERROR bot.channels.turn: parsed 3 lines [ValueError]")


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_librarys_line_as_json_has_no_field_for_its_words(name: str) -> None:
    error = ValueError("hemmelige ord")
    written = AsJson().format(record(name, exc_info=(ValueError, error, None), created=0.0, extra="hemmelige ord"))
    line = json.loads(written)
    assert "hemmelige" not in written
    assert line == {
        "time": "1970-01-01T00:00:00.000+00:00",
        "level": "error",
        "logger": name,
        "place": "processor:7",
        "error": "ValueError",
    }


def test_our_own_line_as_json_stays_one_line() -> None:
    written = AsJson().format(record("bot.channels.turn", args=('en "kode"\nog en til',)))
    assert "\n" not in written
    assert json.loads(written)["said"] == 'parsed en "kode"\nog en til'


@pytest.mark.parametrize("end", ["raise ValueError('hemmelige ord')", "logging.getLogger('x').exception('hemmelige')"])
@pytest.mark.parametrize("form", ["", "json"])
def test_a_whole_process_says_nothing_more(end: str, form: str) -> None:
    env = {**os.environ, "VEJVISER_LOG": form}
    command = [sys.executable, "-c", PROGRAM.format(end=end)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=env)
    assert "hemmelige" not in done.stdout + done.stderr
    assert "a turn failed: ValueError" in done.stdout
    if form:
        assert all(json.loads(line)["level"] for line in done.stdout.splitlines())


# What our own lines may say besides their fixed words. A new one is read by a person before it is put here: it must
# be a code, a count, a time or the kind of an error, and never what somebody wrote, nor who.
REVIEWED = {
    "type(error).__name__", "type(exception).__name__", "kind.__name__", "_kind(error)", "self.name()",
    "code", "reason", "days", "self.state", "status", "reply.status", "refused.status", "refused.reason", "seconds",
    "longest", "attempts", "len(self._waiting)", "len(gone)", "time.monotonic() - started", "order.get('order')",
    "what", "place",
    # The path in the directory and a status or a kind of error; kinds of errors; the Connector's own codes.
    "error", "failure", "outcome.why", "why",
    # A random id, in the directory's own log.
    "handover.pk", "'taken in' if taken.is_new else 'came again'",
}  # fmt: skip
LEVELS = ("debug", "info", "warning", "error", "exception", "critical", "log")


def test_our_own_lines_are_given_nothing_but_what_was_reviewed() -> None:
    found: dict[str, str] = {}
    for path in (path for part in ("bot", "actions", "directory", "deploy") for path in (ROOT / part).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS):
                continue
            if "log" not in ast.unparse(node.func.value).lower():
                continue
            said, *given = node.args
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            assert isinstance(said, ast.Constant), f"{where}: a line's words are fixed"
            found |= {ast.unparse(argument): where for argument in given}
    assert found
    assert not {argument: where for argument, where in found.items() if argument not in REVIEWED}
