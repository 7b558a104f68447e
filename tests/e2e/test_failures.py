"""What a teacher sees when a part is down or hangs, with the real processes. tests/safety breaks everything else."""

import os
import re
import signal
import subprocess
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import requests
from house import House
from talk import NO_DANGER, Talk, said, section

from bot.channels.turn import danger_in
from bot.texts import text

pytestmark = pytest.mark.slow

ACUTE = "hun har taget en masse piller"
URGENT = "hun skærer i sig selv"
ORDINARY = "hun er tit væk fra timerne"
UNTIL_MUNICIPALITY = ("jeg er bekymret for en elev", "nej", "hun ryger hash", "19")


@contextmanager
def stopped(*processes: int) -> Iterator[None]:
    """Let processes hang: they take connections and answer nothing."""
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


def children(house: House, part: str) -> list[int]:
    """The processes that a part has started."""
    process = house.parts[part].process
    assert process is not None
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()]
    return [child for child, parent in pairs if parent == process.pid]


def own(house: House, part: str) -> int:
    process = house.parts[part].process
    assert process is not None
    return int(process.pid)


def assert_acute_within_a_second(house: House, sender: str | None = None) -> None:
    started = time.monotonic()
    messages = house.say(sender or uuid.uuid4().hex, ACUTE)
    assert time.monotonic() - started < 1
    assert messages[0]["text"].startswith("Ring 112 nu")


def test_without_the_directory_the_inner_steps_still_come(house: House) -> None:
    house.stop("directory")
    try:
        answer = Talk(house).until_plan("han ryger hash hver dag, er 19 og bor i Ikast", NO_DANGER)
        assert section(answer, "school")
        assert "ikast-brande.dk" in str(answer)
        assert "ikke" in answer["text"] + str(answer["sections"][0]), "it says that the directory was away"
        assert_acute_within_a_second(house)
    finally:
        house.start("directory")


def test_without_the_directory_the_copy_answers_and_says_how_old_it_is(house: House) -> None:
    words = "han ryger hash hver dag, er 19 og bor i Ikast"
    copied = re.compile(
        r"Oplysningerne er fra den \d+\. \w+ kl\. \d\d\.\d\d, fordi kontaktlisten ikke svarer lige nu\."
    )
    before = Talk(house).until_plan(words, NO_DANGER)
    assert not copied.search(before["text"])
    house.stop("directory")
    try:
        answer = Talk(house).until_plan(words, NO_DANGER)
        assert copied.search(answer["text"])
        assert section(answer, "owner") == section(before, "owner")
    finally:
        house.start("directory")
    assert not copied.search(Talk(house).until_plan(words, NO_DANGER)["text"])


def test_a_directory_that_hangs_is_not_waited_for(house: House) -> None:
    with stopped(own(house, "directory"), *children(house, "directory")):
        assert_acute_within_a_second(house)
        started = time.monotonic()
        answer = Talk(house).until_plan("han ryger hash hver dag, er 19 og bor i Ikast", NO_DANGER)
        assert section(answer, "school")
        assert time.monotonic() - started < 8


def test_without_the_action_server_nobody_is_met_by_silence(house: House) -> None:
    house.stop("actions")
    try:
        messages = house.say(uuid.uuid4().hex, "han ryger hash hver dag, er 19 og bor i Ikast")
        assert said(messages).strip()
        assert_acute_within_a_second(house)
    finally:
        house.start("actions")


def test_without_the_action_server_danger_in_the_middle_is_answered(house: House) -> None:
    sender = uuid.uuid4().hex
    house.say(sender, "hun er væk hver mandag")
    house.stop("actions")
    try:
        assert_acute_within_a_second(house, sender)
    finally:
        house.start("actions")


def test_an_action_server_that_hangs_is_given_up_within_the_turn(house: House) -> None:
    with stopped(own(house, "actions")):
        assert_acute_within_a_second(house)
        started = time.monotonic()
        messages = house.say(uuid.uuid4().hex, ORDINARY)
        assert time.monotonic() - started < 10
        assert text("utter_lookup_failed") in said(messages)


def test_rasa_that_hangs_holds_up_nobody_and_the_conversation_goes_on(house: House) -> None:
    sender = uuid.uuid4().hex
    for message in UNTIL_MUNICIPALITY:
        house.say(sender, message)
    with stopped(*children(house, "bot")), ThreadPoolExecutor() as pool:
        waiting = [pool.submit(house.say, each, message) for each, message in ((sender, "Ikast"), ("b", URGENT))]
        time.sleep(0.3)
        assert_acute_within_a_second(house)
        assert requests.get(f"{house.url}/chat/", timeout=1).status_code == 200
        ordinary, urgent = (said(each.result(timeout=14)) for each in waiting)
    assert ordinary == text("utter_channel_failed")
    assert urgent.startswith(danger_in(URGENT)[0]["text"])
    assert "gjort indtil nu" in said(house.say(sender, "Ikast"))


def test_a_deleted_conversation_is_deleted_in_rasa_too(house: House) -> None:
    browser = requests.Session()
    chat = f"{house.url}/chat"
    conversation = browser.post(f"{chat}/conversations", json={}, timeout=5).json()["conversation"]
    for message in UNTIL_MUNICIPALITY:
        browser.post(f"{chat}/messages", json={"conversation": conversation, "text": message}, timeout=20)
    gone = browser.delete(f"{chat}/conversations", json={"conversation": conversation}, timeout=5)
    assert gone.status_code == 204
    again = {"conversation": conversation, "text": "Ikast", "first": True}
    answer = browser.post(f"{chat}/messages", json=again, timeout=20).json()["messages"]
    assert "fare lige nu" in said(answer), "it begins anew with the question of danger"


def test_no_log_holds_what_was_written(house: House) -> None:
    words = ("masse piller", "skærer i sig", "ryger hash", "Traceback")
    for part in house.parts.values():
        lines = part.log.read_text("utf-8")
        assert not [word for word in words if word in lines], part.name
