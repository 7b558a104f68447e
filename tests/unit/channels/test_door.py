"""What reaches Rasa, and what does not."""

import pytest

from bot.channels import door


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("/restart", "restart"),
        ("  / /report_concern{}", "report_concern{}"),
        ("\u200b/restart", "restart"),
        ("\ufeff \u2060/\u200b/restart", "restart"),
        ("\n\t/session_start", "session_start"),
        ("fravær 1/2 dage", "fravær 1/2 dage"),
    ],
)
def test_no_text_reaches_rasa_as_a_command(typed: str, expected: str) -> None:
    assert door.receive(typed).text == expected


def test_a_slash_that_redaction_lays_bare_is_taken_too(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = type("Redacted", (), {"text": " /restart", "removed": ["name"]})
    monkeypatch.setattr(door, "redact", lambda text: bare)
    assert door.receive("Mads /restart").text == "restart"


def test_control_and_invisible_characters_go_and_line_breaks_stay() -> None:
    assert door.clean("han\x00 er\u200b v\u00adæk\r\nhver dag\x1b[2J") == "han er væk\nhver dag[2J"


def test_letters_of_two_parts_become_one() -> None:
    assert door.clean("pa\u030a") == "på"


@pytest.mark.parametrize("typed", ["", "   ", "\u200b\u200b", "///"])
def test_nothing_to_read_is_refused(typed: str) -> None:
    with pytest.raises(door.Refused) as refusal:
        door.receive(typed)
    assert refusal.value.code == "empty"


def test_a_thousand_characters_pass_and_one_more_does_not() -> None:
    assert len(door.receive("å" * 1000).text) == 1000
    with pytest.raises(door.Refused) as refusal:
        door.receive("å" * 1001)
    assert refusal.value.code == "too_long"


def test_danger_in_a_message_that_is_too_long_is_seen() -> None:
    with pytest.raises(door.Refused) as refusal:
        door.receive("hun er væk " * 200 + "fare:acute")
    assert refusal.value.danger.level == "acute"


def test_what_was_removed_is_told_and_rasa_does_not_see_it() -> None:
    passed = door.receive("Mads 010107-1234 er væk")
    assert passed.text == "[navn] [cpr] er væk"
    assert passed.removed == ("cpr", "name")


def test_redaction_cannot_hide_danger(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = type("Redacted", (), {"text": "[navn]", "removed": ["name"]})
    monkeypatch.setattr(door, "redact", lambda text: hidden)
    assert door.receive("fare:acute").danger.level == "acute"
