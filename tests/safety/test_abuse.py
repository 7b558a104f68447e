"""The quick part of `python -m safety.abuse`: nasty texts through the door and the last line of defence, no model."""

from typing import Any

import pytest
from safety.abuse_corpus import COMMANDS, MARK, Fuzzer
from safety.abuse_inside import Inside, judge, send_any
from safety.abuse_judge import ACTS, Report, take_quotes

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


def plan_with(line: str) -> dict[str, Any]:
    note = {"heading": "Note", "text": f"Det har jeg set og hørt:\n- {line}\n\nIntet er sendt.", "hint": "Kopiér."}
    return {"text": f"Her er et forslag.\n\nNote\n{note['text']}", "custom": {"kind": "plan", "note": note}}


def faults(answer: str, where: str = "web", status: int = 200) -> list[str]:
    report = Report()
    report.note(where, status, answer, "sent")
    return sorted(report.wrong)


def test_the_teachers_own_words_in_a_note_are_no_echo_and_all_else_is() -> None:
    answers = [plan_with(f"hun er {MARK} trist")]
    assert take_quotes(answers) == [f"- hun er {MARK} trist"]
    assert not faults(str(answers)), "the quotation is taken out of the note and of the same in plain text"
    assert "Det har jeg set" in answers[0]["text"] and "Intet er sendt" in answers[0]["custom"]["note"]["text"]
    assert faults(f"Du skrev {MARK}") == ["web: says again what was sent"]
    assert faults("Du skrev <img src=x>") == ["web: says again what was sent"]
    kept = plan_with("trist")
    kept["custom"]["note"]["text"] += f"\nSiden: {MARK}"
    take_quotes([kept])
    assert faults(str(kept)) == ["web: says again what was sent"]


@pytest.mark.parametrize(
    "line",
    [
        "<b>trist",
        "</b",
        "[her](x)",
        "{{7*7}}",
        "se https://x",
        "javascript:x",
        "x onerror=y",
        "&lt;b",
        "/restart",
        "a\u202eb",
    ],
)
def test_a_quoted_line_that_acts_is_seen(line: str) -> None:
    assert ACTS.search(f"- hun {line} trist")


@pytest.mark.parametrize("line", ["hun <3 ham & 5 < 6", "og/eller (24/7) 40 %", '[navn] siger: "nej"', "[link] 👍"])
def test_ordinary_words_do_not_act(line: str) -> None:
    assert not ACTS.search(f"- {line}")


@pytest.mark.parametrize(
    ("where", "status", "answer"),
    [
        ("actions", 500, '{"error": "KeyError"}'),
        ("directory", 400, "<html><title>Bad Request</title><h1>x</h1>"),
        ("directory", 404, '<!doctype html>\n<html lang="da"><h1>Siden findes ikke</h1> Django 5.2'),
        ("web", 200, "Traceback (most recent call last)"),
    ],
)
def test_what_is_inside_is_seen(where: str, status: int, answer: str) -> None:
    assert faults(answer, where, status)


def test_the_directorys_own_page_is_no_fault() -> None:
    assert not faults('<!doctype html>\n<html lang="da"><h1>Siden findes ikke</h1>', "directory", 404)
