"""A conversation over HTTP, without a browser: whose it is, what it takes, and when it is over."""

from typing import Any

import pytest
import requests
from chat_client import ACUTE, Client
from stand_in import FakeBot

pytestmark = pytest.mark.slow


@pytest.fixture
def client(fake_bot: FakeBot) -> Client:
    return Client(fake_bot, school="eksempelskolen")


def test_rasa_is_told_the_school_and_the_conversation_goes_on(client: Client) -> None:
    assert client.say("antal").json()["messages"] == [{"text": "1 eksempelskolen"}]
    assert client.say("antal").json()["messages"] == [{"text": "2 eksempelskolen"}]


def test_rasa_is_told_the_role_of_whoever_was_told_of_a_pupil(fake_bot: FakeBot) -> None:
    told = Client(fake_bot, school="eksempelskolen", role="studievejleder")
    assert told.begun["role"] == "studievejleder"
    assert "blevet fortalt om en elev" in told.begun["messages"][0]["text"]
    assert told.say("antal").json()["messages"] == [{"text": "1 eksempelskolen studievejleder"}]


@pytest.mark.parametrize("forged", ["skoleleder", "udvikler", "../x", "told_to", 7, None, ["studievejleder"]])
def test_another_role_is_a_teachers_page(fake_bot: FakeBot, forged: Any) -> None:
    teacher = Client(fake_bot, school="eksempelskolen", role=forged)
    assert teacher.begun["role"] is None
    assert teacher.begun["messages"] == Client(fake_bot).begun["messages"]
    assert teacher.say("antal").json()["messages"] == [{"text": "1 eksempelskolen"}]


def test_the_same_message_sent_again_is_answered_once(client: Client) -> None:
    first = client.say("antal", message_id="a")
    assert client.say("antal", message_id="a").json() == first.json()
    assert client.say("antal", message_id="b").json()["messages"] == [{"text": "2 eksempelskolen"}]


def test_an_unknown_conversation_is_refused_and_danger_in_it_is_answered(client: Client, fake_bot: FakeBot) -> None:
    stranger = Client(fake_bot)
    stranger.conversation = client.conversation
    reply = stranger.say(ACUTE)
    assert reply.status_code == 403
    assert reply.json()["error"]["code"] == "unknown_conversation"
    assert reply.json()["messages"][0]["text"].startswith("Ring 112")
    assert stranger.say("hej").json()["messages"] == []


def test_a_conversation_that_rasa_has_lost_is_said_to_be_over(client: Client, fake_bot: FakeBot) -> None:
    client.say("antal")
    Client(fake_bot).say("genstart")
    reply = client.say(ACUTE)
    assert reply.status_code == 403
    assert reply.json()["error"]["code"] == "unknown_conversation"
    assert reply.json()["messages"][0]["text"].startswith("Ring 112")
    assert Client(fake_bot).say("antal").status_code == 200


def test_a_deleted_conversation_is_gone(client: Client) -> None:
    client.say("antal")
    gone = client.session.delete(f"{client.base}/conversations", json={"conversation": client.conversation})
    assert gone.status_code == 204
    assert client.say("antal").status_code == 403


def test_a_stranger_cannot_delete_it(client: Client, fake_bot: FakeBot) -> None:
    client.say("antal")
    Client(fake_bot).session.delete(f"{client.base}/conversations", json={"conversation": client.conversation})
    assert client.say("antal").json()["messages"] == [{"text": "2 eksempelskolen"}]


@pytest.mark.parametrize("text", [None, 7, ["a"], {"a": "b"}])
def test_a_text_that_is_no_text_is_refused_in_danish(client: Client, text: object) -> None:
    reply = client.say(text)
    assert reply.status_code == 400
    assert "112" in reply.json()["error"]["message"]


def test_bodies_that_are_no_json_objects_are_refused(client: Client) -> None:
    for body in (b"", b"[]", b"{", b"\xff\xfe", b'"text"', b"[" * 30_000):
        headers = {"Content-Type": "application/json"}
        reply = client.session.post(f"{client.base}/messages", data=body, headers=headers)
        assert reply.status_code == 400, body
    plain = client.session.post(f"{client.base}/messages", data='{"conversation": "", "text": ""}')
    assert plain.status_code == 400, "a form on another site could send this"


def test_a_large_body_is_refused_before_it_is_read(client: Client) -> None:
    for data in (b" " * 40_000, iter([b" " * 20_000] * 4)):
        headers = {"Content-Type": "application/json"}
        try:
            reply = requests.post(f"{client.base}/messages", data=data, headers=headers, timeout=10)
        except requests.ConnectionError:
            continue
        assert reply.status_code in (400, 413)


def test_too_long_is_said_and_danger_in_it_is_answered(client: Client) -> None:
    reply = client.say("Hun er tit væk. " * 70 + ACUTE)
    assert reply.status_code == 400
    assert reply.json()["error"]["code"] == "too_long"
    assert reply.json()["messages"][0]["text"].startswith("Ring 112")


def test_a_flood_is_slowed_and_danger_in_it_is_answered(client: Client) -> None:
    codes = [client.say("antal").status_code for _ in range(31)]
    assert codes == [200] * 30 + [429]
    reply = client.say(ACUTE)
    assert reply.status_code == 429
    assert reply.json()["messages"][0]["text"].startswith("Ring 112")


def test_another_browser_takes_nothing_back_and_makes_no_note(client: Client, fake_bot: FakeBot) -> None:
    client.say("hej", message_id="a")
    body = {"conversation": client.conversation, "message_id": "a", "heading": "Note", "text": "Tekst"}
    for path in ("undo", "note"):
        assert requests.post(f"{fake_bot.url}/chat/{path}", json=body, timeout=10).status_code == 403
    assert client.session.post(f"{client.base}/undo", json={**body, "message_id": "b"}).status_code == 409
    assert client.session.post(f"{client.base}/undo", json=body).status_code == 200


def test_a_note_is_given_back_and_bounded(client: Client) -> None:
    def ask(text: str) -> requests.Response:
        body = {"conversation": client.conversation, "heading": "Note", "text": text}
        reply: requests.Response = client.session.post(f"{client.base}/note", json=body)
        return reply

    made = ask("Elevens CPR er 010107-1234")
    assert made.content[:2] == b"PK" and made.headers["X-Vejviser-Removed"] == "yes"
    assert made.headers["Cache-Control"] == "no-store"
    assert "X-Vejviser-Removed" not in ask("Eleven er tit væk").headers
    assert ask("a" * 8001).json()["error"]["code"] == "too_long"
    assert ask(" ").json()["error"]["code"] == "empty"
