"""What reaches Rasa, and what does not."""

import itertools
from types import SimpleNamespace

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.training_data.message import Message

from bot import redaction
from bot.channels import door


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("/restart", "restart"),
        ("  / /report_concern{}", "report concern{}"),
        ("\u200b/restart", "restart"),
        ("\ufeff \u2060/\u200b/restart", "restart"),
        ("\n\t/session_start", "session start"),
        ("fravær 1/2 dage", "fravær 1/2 dage"),
    ],
)
def test_no_text_reaches_rasa_as_a_command(typed: str, expected: str) -> None:
    assert door.receive(typed).text == expected


BEFORE = [
    "",
    " ",
    "\n",
    "\t",
    "\x00",
    "\u200b",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u202e",
    "\u2003",
    "\u3000",
    "\x1f",
    "\u0338",
]
SLASHES = ["/", "//", "/ /", "\u2044", "\u2215", "\uff0f", "\u29f8", "/\u200b/", "\uff0f/"]
ORDERS = ["restart", 'report_concern{"municipality": "0756"}', "session_start", "back", 'x@0.9{"a": 1}']


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("slash", SLASHES)
def test_rasa_reads_no_order_in_what_the_door_lets_through(
    slash: str, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rasa's own reader is asked, so that a later version that reads more kinds of slash is noticed."""
    monkeypatch.setattr(door, "redact", lambda text: SimpleNamespace(text=text.replace("Mads", ""), removed=[]))
    for before, name in itertools.product(BEFORE, ("", "Mads")):
        for typed in (before + name + slash + order, name + slash + before + order, slash + name + before + order):
            passed = UserMessage(door.receive(typed).text)
            assert "intent" not in YAMLStoryReader.unpack_regex_message(Message({"text": passed.text})).data, repr(
                typed
            )


@pytest.mark.parametrize(
    ("typed", "left", "removed"),
    [
        ("/danger_acute", "danger acute", ()),
        ('/inform_age{"age_group": "over18"}', 'inform age{"age group": "over18"}', ()),
        ("/vred og ked af det", "vred og ked af det", ()),
        ("/danger_acute sarah_xo17", "danger acute [navn]", ("name",)),
        ("/danger_acute 010203-1234", "danger acute [cpr]", ("cpr",)),
    ],
)
def test_an_order_is_read_as_text_and_its_name_is_no_persons(
    typed: str, left: str, removed: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "redact", redaction.redact)
    passed = door.receive(typed)
    assert (passed.text, passed.removed, passed.was_order) == (left, removed, True)


@pytest.mark.parametrize("typed", ["fravær 1/2 dage", "og/eller", "han/hun_x1 er væk"])
def test_a_slash_inside_is_no_order(typed: str) -> None:
    assert not door.receive(typed).was_order


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
