"""A teacher's conversation in Microsoft's own client and the three real processes, from install to a stopped reminder.

The tests of this file are one conversation, in this order; docs/teams/samtale.md is what they write down.
"""

import re
import uuid
from datetime import date, timedelta

import pytest
import requests
from fake_microsoft import MOST_BYTES
from playground import Seen
from playground_bench import Bench
from transcript import Transcript

pytestmark = pytest.mark.slow

WORRY = "hun er væk hver mandag og virker trist"
ACUTE = "hun har lige skrevet farvel til mig og har taget en masse piller"
# What must be in nobody's log.
PRIVATE = ("mandag", "piller", "farvel", "Underviser", "29:1bQx", "a:1Hq2", "person20")


def read(messages: list[Seen]) -> str:
    return "\n".join(message.words for message in messages)


def titles(messages: list[Seen]) -> list[str]:
    return [title for message in messages for card in message.cards for title in card.titles]


@pytest.fixture(autouse=True)
def _kept(written_down: Transcript) -> None:
    """Every test of this file is written down."""


def test_it_is_ready(bench: Bench) -> None:
    health = requests.get(f"{bench.house.url}/health", timeout=5).json()
    assert health["status"] == "ok" and "ready" in str(health["teams"])


def test_the_app_is_added_and_says_what_it_is(bench: Bench) -> None:
    bench.transcript.heading("Læreren tilføjer appen")
    bench.transcript.teacher("tilføjer Vejviser i Teams.")
    shown = bench.playground.install()
    bench.transcript.bot(shown)
    for words in ("automatisk assistent", "112", "CPR", "Teams gemmer"):
        assert words in read(shown), words
    assert read(shown).count("automatisk assistent") == 1
    # Teams tells of the same thing in a second way.
    known = bench.playground.turn(lambda: bench.playground.send(bench.playground.template("userAdded")), silence=True)
    assert known == []


def test_a_worry_and_the_questions(bench: Bench) -> None:
    bench.transcript.heading("En bekymring")
    typing = bench.playground.typing
    shown = bench.says(WORRY)
    assert "fare lige nu" in read(shown) and bench.playground.typing > typing
    assert {"Ja, der er fare lige nu", "Nej"} <= set(titles(shown))
    shown = bench.presses("Nej")
    assert "Hvor gammel" in read(shown) and "Under 18" in titles(shown)
    shown = bench.presses("Under 18")
    assert "Hvilken kommune" in read(shown)
    shown = bench.says("Ikast")
    assert "Hvad er der gjort" in read(shown)


def test_what_a_button_says_can_also_be_typed(bench: Bench) -> None:
    message, action = bench.playground.find(lambda action: action.get("title") == "Ikke noget endnu")
    text = "\n".join(card.visible for card in message.cards) + message.text
    assert text.count(action["title"]) >= 2, "once on the button and once as text"


def test_the_plan(bench: Bench) -> None:
    shown = bench.presses("Ikke noget endnu")
    plan = read(shown)
    for words in ("Først på skolen", "Ikast-Brande", "Det siger reglerne", "væk"):
        assert words in plan, words
    assert "Ingen bekræftet kontakt" in plan, "an unconfirmed contact is not shown as one"
    assert "æ" in plan and "ø" in plan and "Ã" not in plan
    links = [link for message in shown for card in message.cards for link in card.links]
    assert all(link.startswith(("https://", "tel:", "mailto:")) for link in links)


def test_the_note(bench: Bench) -> None:
    bench.transcript.heading("En note til en kollega")
    shown = bench.says("Lav en note, jeg kan give videre")
    note = read(shown)
    assert "under 18" in note and "Ikast-Brande" in note
    assert note.count("\n") > 8 and "<br" not in note, "its lines stand apart"
    assert re.search(r"ikke sendt noget", note)


def test_the_note_goes_to_the_counsellor_once(bench: Bench) -> None:
    bench.transcript.heading("Noten til studievejlederen")
    shown = bench.presses("Send til studievejlederen")
    assert "Noten går til skolens studievejleder" in read(shown) and "ikke sendt noget til kommunen" in read(shown)
    body = bench.microsoft.sent[-1].activity["attachments"][0]["content"]["body"]
    (note,) = [block["value"] for block in body if block["type"] == "Input.Text"]
    assert "Intet er sendt" not in note
    bench.transcript.teacher("retter noten og trykker: [Send noten]")
    message, action = bench.playground.find(lambda action: action.get("title") == "Send noten")
    changed = f"{note}\nJeg taler med hende igen torsdag."
    shown = bench.playground.press("Send noten", note=changed)
    bench.transcript.bot(shown)
    assert re.search(r"har nummer [A-Z][2-9][A-Z][2-9]", read(shown))
    with pytest.raises(AssertionError, match="no such button"):
        bench.playground.find(lambda action: (action.get("data") or {}).get("vejviser") in ("note_open", "note_send"))
    again = bench.playground.turn(lambda: bench.playground.act(message, action, {"note": changed}), silence=True)
    assert again == [], "the same card sent twice is told once"


def test_a_date_to_be_asked_on(bench: Bench) -> None:
    bench.transcript.heading("En påmindelse, som læreren selv vælger, og fortryder")
    day = date.today() + timedelta(days=5)
    _, action = bench.playground.find(lambda action: (action.get("data") or {}).get("vejviser") == "choose")
    bench.transcript.teacher(f"vælger en dato og trykker: [{action['title']}]")
    shown = bench.playground.press_kind("choose", date=day.isoformat())
    bench.transcript.bot(shown)
    assert "stop" in read(shown).lower() and str(day.day) in read(shown)
    kept = b"".join(path.read_bytes() for path in bench.folder.glob("follow_ups.sqlite3*"))
    assert kept and not [words for words in PRIVATE if words.encode() in kept], "what is kept can be read by nobody"


def test_stop_is_obeyed(bench: Bench) -> None:
    shown = bench.says("stop")
    assert re.search(r"spørger ikke|glemt|slettet|stoppet", read(shown), re.IGNORECASE), read(shown)


def test_danger_now_comes_first_and_whole(bench: Bench) -> None:
    bench.transcript.heading("Fare lige nu")
    sent = len(bench.microsoft.sent)
    delivered = len(bench.microsoft.deliveries)
    shown = bench.says(ACUTE)
    assert "Ring 112 nu" in shown[0].words and "112" in read(shown)
    first = next(call for call in bench.microsoft.sent[sent:] if call.activity.get("type") == "message")
    assert "112" in str(first.activity.get("text") or first.activity.get("summary")), (
        "read aloud, and on a locked phone"
    )
    assert "liv hos" in str(first.activity), "the whole text in one activity"
    taken = bench.microsoft.deliveries[delivered]
    assert taken.status in (200, 202) and taken.seconds < 1.0, "Teams is answered at once"
    assert first.at - taken.at < 2.0


def test_an_edit_that_tells_of_danger_is_answered(bench: Bench) -> None:
    bench.transcript.heading("En besked, der bliver rettet, slettet eller har en fil")
    activity = bench.playground.template() | {
        "type": "messageUpdate",
        "text": "hun står på taget og vil hoppe",
        "channelData": {"eventType": "editMessage", "tenant": {"id": bench.tenant}},
    }
    bench.transcript.teacher(f'retter en besked til: "{activity["text"]}"')
    shown = bench.playground.turn(lambda: bench.playground.send(activity))
    bench.transcript.bot(shown)
    assert "112" in shown[0].words


def test_a_file_gets_one_sentence_and_a_reaction_none(bench: Bench) -> None:
    data = {"tenant": {"id": bench.tenant}}
    file = {"contentType": "application/vnd.microsoft.teams.file.download.info", "name": "elev.docx", "content": {}}
    sent = bench.playground.template() | {"type": "message", "text": "", "attachments": [file], "channelData": data}
    bench.transcript.teacher("sender en fil.")
    shown = bench.playground.turn(lambda: bench.playground.send(sent))
    bench.transcript.bot(shown)
    assert len(shown) == 1 and re.search(r"fil|billed", shown[0].words) and "elev.docx" not in shown[0].words
    reaction = bench.playground.template() | {"type": "messageReaction", "reactionsAdded": [{"type": "like"}]}
    reaction |= {"channelData": data}
    assert bench.playground.turn(lambda: bench.playground.send(reaction), silence=True) == []


def test_a_deleted_message_is_told_of(bench: Bench) -> None:
    data = {"tenant": {"id": bench.tenant}, "eventType": "softDeleteMessage"}
    gone = bench.playground.template() | {"type": "messageDelete", "channelData": data}
    bench.transcript.teacher("sletter en ældre besked i Teams.")
    shown = bench.playground.turn(lambda: bench.playground.send(gone))
    bench.transcript.bot(shown)
    assert "slettet" in read(shown) and "slet samtalen" in read(shown)


def test_the_same_activity_twice_is_answered_once(bench: Bench) -> None:
    activity = bench.playground.template() | {"type": "message", "text": "hej", "id": str(uuid.uuid4())}
    activity["channelData"] = {"tenant": {"id": bench.tenant}}
    assert bench.playground.turn(lambda: bench.playground.send(activity))
    assert bench.playground.turn(lambda: bench.playground.send(activity), silence=True) == []


def test_nothing_was_too_large_refused_or_without_the_bots_own_token(bench: Bench) -> None:
    assert {call.status for call in bench.microsoft.sent} <= {200, 201, 202}
    assert all(delivery.status in (200, 202) for delivery in bench.microsoft.deliveries)
    assert max(len(str(call.activity).encode()) for call in bench.microsoft.sent) < MOST_BYTES
    assert bench.microsoft.tokens_given == 1, "one token for the whole conversation"


def test_no_log_holds_a_word_or_an_id_of_it(bench: Bench) -> None:
    for part in bench.house.parts.values():
        kept = part.log.read_text("utf-8", errors="replace")
        assert not [words for words in PRIVATE if words in kept], part.log
