"""The quick part of `python -m safety.abuse`: nasty texts through the door and the last line of defence, no model."""

import pytest
from safety.abuse_corpus import COMMANDS, Fuzzer
from safety.abuse_inside import Inside, judge, send_any

from bot.channels import door


@pytest.fixture(scope="module")
def inside() -> Inside:
    door.make_ready()
    return Inside(parse=None)


def test_nothing_nasty_breaks_the_door(inside: Inside) -> None:
    fuzzer = Fuzzer(seed=4)
    for _ in range(150):
        inside.send(fuzzer.text())
    assert inside.found.inputs >= 150
    assert inside.found.refused["too_long"], "no long text was among them"
    assert not inside.found.wrong


def test_no_text_at_all_breaks_the_door(inside: Inside) -> None:
    before = inside.found.inputs
    send_any(inside, 150)
    assert inside.found.inputs - before >= 100
    assert not inside.found.wrong


@pytest.mark.parametrize("command", [command for command in COMMANDS if not command.startswith("EXTERNAL")])
def test_an_order_to_rasa_does_not_pass_the_door(command: str) -> None:
    try:
        passed = door.receive(command).text
    except door.Refused:
        return
    assert not passed.startswith(("/", " "))


def test_the_judge_sees_what_is_wrong() -> None:
    assert judge("x", ["/restart"], None) == ["an order passed on"]
    assert judge("x", ["a\u200bb"], None)[0] == "an invisible character passed on"
    assert judge("x", ["010203-1234"], None) == ["redacted twice gives something else"]
    assert judge("x", [], None) == ["neither passed on nor refused, or both"]
    assert not judge("x", ["hun er trist"], None)
