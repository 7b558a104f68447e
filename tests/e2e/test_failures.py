"""What a teacher sees when a part is down, with the real processes."""

import time
import uuid

import pytest
from house import House
from test_conversations import NO_DANGER, Talk, said, section

pytestmark = pytest.mark.slow


def test_without_the_directory_the_inner_steps_still_come(house: House) -> None:
    house.stop("directory")
    try:
        answer = Talk(house).until_plan("han ryger hash hver dag, er 19 og bor i Ikast", NO_DANGER)
        assert section(answer, "school")
        assert "ikast-brande.dk" in str(answer)
        assert "ikke" in answer["text"] + str(answer["sections"][0]), "it says that the directory was away"
    finally:
        house.start("directory")


def test_without_the_action_server_nobody_is_met_by_silence(house: House) -> None:
    house.stop("actions")
    try:
        messages = house.say(uuid.uuid4().hex, "han ryger hash hver dag, er 19 og bor i Ikast")
        assert said(messages).strip()
        started = time.monotonic()
        messages = house.say(uuid.uuid4().hex, "hun står på taget og vil hoppe")
        assert "112" in messages[0]["text"]
        assert time.monotonic() - started < 2
    finally:
        house.start("actions")


def test_without_the_action_server_danger_in_the_middle_is_answered(house: House) -> None:
    sender = uuid.uuid4().hex
    house.say(sender, "hun er væk hver mandag")
    house.stop("actions")
    try:
        messages = house.say(sender, "hun har taget en masse piller")
        assert "112" in messages[0]["text"]
    finally:
        house.start("actions")
