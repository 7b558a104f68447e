"""What the three real processes tell of themselves: true when a part is away, and nothing of what was written."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
import requests
from house import NAMES, House
from prometheus_client.parser import text_string_to_metric_families
from talk import NO_DANGER, Talk

pytestmark = pytest.mark.slow

SAID = "Hans fætter Ulrik ryger hash i kælderen bag svømmehallen, er 19 og bor i Ikast"
WORDS = ("ulrik", "fætter", "kælder", "svømmehal", "ikast", "eksempelskolen", "127.0.0.1")


def value(house: House, where: str, name: str, /, **labels: str) -> float:
    """One figure; 0 when it is not there."""
    for family in text_string_to_metric_families(house.figures(where)):
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return float(sample.value)
    return 0.0


def until(is_so: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while True:
        with suppress(requests.ConnectionError):
            if is_so():
                return
        assert time.monotonic() < deadline, "it did not come so far"
        time.sleep(0.2)


def engine_of(house: House) -> int:
    process = house.parts["bot"].process
    assert process is not None
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    return next(child for child, parent in pairs if parent == process.pid)


def test_a_conversation_is_counted_in_every_part_and_told_in_none(house: House) -> None:
    wanted = [
        ("bot", "vejviser_turns_total", {"channel": "rest", "outcome": "answered"}),
        ("bot", "vejviser_intent_turns_total", {"intent": "report_concern"}),
        ("bot", "vejviser_turn_part_seconds_count", {"part": "nlu"}),
        ("bot", "vejviser_turn_part_seconds_count", {"part": "actions"}),
        ("bot", "vejviser_turn_part_seconds_count", {"part": "store"}),
        ("actions", "vejviser_actions_total", {"action": "action_suggest_next_steps", "outcome": "done"}),
        ("actions", "vejviser_directory_answers_total", {"asked": "basis", "answer": "said"}),
        ("directory", "vejviser_register_requests_total", {"area": "api/basis", "status": "2xx"}),
    ]
    before = [value(house, part, name, **labels) for part, name, labels in wanted]
    Talk(house).until_plan(SAID, NO_DANGER)
    after = [value(house, part, name, **labels) for part, name, labels in wanted]
    unmoved = [one for one, was, now in zip(wanted, before, after, strict=True) if now <= was]
    assert not unmoved
    for part in NAMES:
        told = house.figures(part).lower()
        assert not [word for word in WORDS if word in told]


def test_an_acute_message_is_counted_and_timed(house: House) -> None:
    before = value(house, "bot", "vejviser_acute_seconds_count")
    house.say("en-ny-samtale", "hun har taget en masse piller")
    assert value(house, "bot", "vejviser_acute_seconds_count") == before + 1
    assert value(house, "bot", "vejviser_danger_rules_failed_total") == 0


def test_rasa_that_hangs_is_told_and_the_doors_live(house: House) -> None:
    assert house.health("bot", "ready") == 200
    engine = engine_of(house)
    os.kill(engine, signal.SIGSTOP)
    try:
        until(lambda: house.health("bot", "ready") == 503)
        assert house.health("bot", "live") == 200
        until(lambda: value(house, "bot", "vejviser_engine_state", state="silent") == 1)
        assert house.health("bot", "ready") == 503
        assert house.say("mens-rasa-hænger", "hun har taget en masse piller")[0]["text"].startswith("Ring 112 nu")
    finally:
        os.kill(engine, signal.SIGCONT)
    until(lambda: house.health("bot", "ready") == 200)


def test_a_directory_that_is_away_closes_nobody_else(house: House) -> None:
    house.stop("directory")
    try:
        Talk(house).until_plan("han ryger hash hver dag, er 19 og bor i Ikast", NO_DANGER)
        assert [house.health(part, "ready") for part in ("bot", "actions")] == [200, 200]
        assert value(house, "actions", "vejviser_directory_away") == 1
    finally:
        house.start("directory")
    assert house.health("directory", "ready") == 200
    until(lambda: value(house, "directory", "vejviser_register_database_up") == 1, 40)


def test_an_action_server_that_is_away_does_not_close_the_bot(house: House) -> None:
    house.stop("actions")
    try:
        faults = value(house, "bot", "vejviser_turn_faults_total", part="actions")
        house.say("uden-handlinger", "hun er tit væk fra timerne")
        assert house.health("bot", "ready") == 200
        assert value(house, "bot", "vejviser_turn_faults_total", part="actions") == faults + 1
    finally:
        house.start("actions")
