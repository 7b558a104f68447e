"""No log line holds what a library put into it."""

import logging
import subprocess
import sys

import pytest

from deploy.logs import WithoutTexts

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


@pytest.mark.parametrize("name", ["rasa.core.processor", "sanic.error", "root", "asyncio", "botocore", "py.warnings"])
def test_a_librarys_line_tells_only_its_place(name: str) -> None:
    line = WithoutTexts().format(record(name))
    assert "hemmelige" not in line and "parsed" not in line
    assert "processor:7" in line and name in line


def test_our_own_line_is_whole_and_an_error_is_told_by_its_kind() -> None:
    error = ValueError("hemmelige ord")
    line = WithoutTexts().format(record("bot.channels.turn", args=("3 lines",), exc_info=(ValueError, error, None)))
    assert line.endswith("ERROR bot.channels.turn: parsed 3 lines [ValueError]")


@pytest.mark.parametrize("end", ["raise ValueError('hemmelige ord')", "logging.getLogger('x').exception('hemmelige')"])
def test_a_whole_process_says_nothing_more(end: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(end=end)], capture_output=True, text=True, check=False, timeout=60
    )
    assert "hemmelige" not in done.stdout + done.stderr
    assert "a turn failed: ValueError" in done.stdout
