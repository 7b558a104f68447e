"""The first triage needs nothing of its own in a channel: cards and plain text show it like any section, and first."""

from datetime import date

from answers import PLAN, TRIAGE
from card_rules import blocks, faults

from bot.channels.render_text import render
from bot.channels.teams.cards import activities

ANSWER = {**PLAN, "sections": [*TRIAGE, *PLAN["sections"]]}


def test_the_first_triage_stands_on_the_card_before_the_steps() -> None:
    made = activities({"answer": ANSWER}, date(2026, 11, 23))
    assert not [fault for activity in made for fault in faults(activity)]
    said = [block["text"] for block in blocks(made[0]["attachments"][0]["content"]["body"]) if block.get("text")]
    places = [
        next(at for at, words in enumerate(said) if piece in words) for piece in ("Førstevurdering", "Gul", "Først på")
    ]
    assert places == sorted(places)


def test_the_first_triage_is_read_in_plain_text() -> None:
    words = render(ANSWER)
    assert (
        words.index("Førstevurdering\n◆ Gul: Se på det snart") < words.index("Spørg læreren") < words.index("Først på")
    )
    assert "- Senest: i morgen" in words
