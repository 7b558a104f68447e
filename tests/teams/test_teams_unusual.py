"""What else comes from Teams and its Connector, with Microsoft's client and the three real processes."""

import uuid
from typing import Any

import pytest
from playground import GROUP, PERSONAL
from playground_bench import Bench

pytestmark = pytest.mark.slow

ACUTE = "han er helt bleg og trækker næsten ikke vejret"
# All of them, and far more, are tried in tests/unit/bot/teams; here they come through the open door.
WRONG: list[tuple[dict[str, Any], int]] = [
    ({"aud": "00000000-0000-4000-8000-000000000000"}, 401),
    ({"iss": "https://sts.windows.net/anden/"}, 401),
    ({"exp": 1_600_000_000}, 401),
    ({"serviceurl": "https://smba.trafficmanager.net/emea/"}, 403),
    ({"serviceurl": None}, 403),
]


def message(bench: Bench, text: str, chat: str = PERSONAL, **changed: Any) -> dict[str, Any]:
    """A message that is sent past the client, as the Connector would."""
    made: dict[str, Any] = bench.playground.template(chat=chat) | {
        "type": "message",
        "text": text,
        "id": str(uuid.uuid4()),
    }
    if chat == GROUP:
        name = "<at>Vejviser</at>"
        mention = {"type": "mention", "mentioned": {"id": bench.playground.bot}, "text": name}
        made |= {"text": f"{name} {text}", "entities": [mention]}
    made |= {"channelData": {"tenant": {"id": bench.tenant}}} | changed
    return made


def test_a_group_gets_one_sentence_and_then_silence(bench: Bench) -> None:
    bench.transcript.heading("I en gruppechat")
    said = "Eleven Mads Jensen er væk igen"
    bench.transcript.teacher(f'skriver i gruppen Lærerværelset: "@Vejviser {said}"')
    shown = bench.playground.say(said, GROUP, to_bot=True)
    bench.transcript.bot(shown)
    assert len(shown) == 1 and shown[0].conversation == GROUP
    assert "112" in shown[0].words and "privat" in shown[0].words.lower()
    assert "Mads" not in shown[0].words
    again = bench.playground.turn(lambda: bench.microsoft.deliver(message(bench, "er du der?", GROUP)), silence=True)
    assert again == []


def test_a_group_leaves_no_trace_in_the_private_chat(bench: Bench) -> None:
    worry = message(bench, "hun er væk hver mandag, hun er 17 og bor i Ikast", GROUP)
    bench.playground.turn(lambda: bench.microsoft.deliver(worry), silence=True)
    shown = bench.playground.say("hej")
    assert "Ikast" not in "\n".join(one.words for one in shown)


def test_an_edit_of_the_latest_message_changes_its_answer_in_place(bench: Bench) -> None:
    assert "slettet" in bench.playground.say("slet samtalen")[0].words
    typed = message(bench, "hej")
    shown = bench.playground.turn(lambda: bench.playground.send(typed))
    data = {"tenant": {"id": bench.tenant}, "eventType": "editMessage"}
    edited = typed | {"type": "messageUpdate", "text": "hvad siger reglerne om underretning?", "channelData": data}
    assert bench.playground.turn(lambda: bench.playground.send(edited), silence=True) == [], "nothing is said anew"
    now = {one.id: one.words for one in bench.playground.shown}
    assert any("underret" in now[one.id].lower() and "underret" not in one.words.lower() for one in shown)


def test_a_wrong_token_reaches_nobody(bench: Bench) -> None:
    def knock() -> None:
        for claims, status in WRONG:
            assert bench.microsoft.deliver(message(bench, ACUTE), **claims).status == status, claims

    assert bench.playground.turn(knock, silence=True) == []


def test_another_schools_teacher_is_refused(bench: Bench) -> None:
    other = "11111111-2222-4333-8444-555555555555"
    activity = message(bench, "hej", channelData={"tenant": {"id": other}})
    activity["conversation"] = {**activity["conversation"], "tenantId": other}
    assert bench.microsoft.deliver(activity).status == 403


def test_a_busy_connector_is_asked_again(bench: Bench) -> None:
    bench.microsoft.faults.extend([(429, {"Retry-After": "1"}), (503, {})])
    shown = bench.playground.say("hej")
    assert shown and not bench.microsoft.faults


def test_danger_is_answered_when_the_rest_is_down(bench: Bench) -> None:
    bench.house.stop("actions")
    bench.house.stop("directory")
    try:
        shown = bench.playground.say(ACUTE)
        assert "112" in shown[0].words
    finally:
        bench.house.start("directory")
        bench.house.start("actions")
