"""Taking the last answer back, and the number of questions left, with the real bot over the page's own routes."""

import uuid
from typing import Any

import pytest
import requests
from house import House

pytestmark = pytest.mark.slow

WORRY = "hun er væk hver mandag og virker trist"


class Chat:
    """A browser without a page."""

    def __init__(self, house: House) -> None:
        self.base = f"{house.url}/chat"
        self.session = requests.Session()
        self.conversation = self._post("conversations", {}).json()["conversation"]
        self.latest = ""

    def _post(self, path: str, body: dict[str, Any]) -> requests.Response:
        return self.session.post(f"{self.base}/{path}", json=body, timeout=30)

    def say(self, text: str) -> list[dict[str, Any]]:
        self.latest = uuid.uuid4().hex
        reply = self._post(
            "messages", {"conversation": self.conversation, "text": text, "message_id": self.latest, "first": True}
        )
        assert reply.status_code == 200, reply.text
        messages: list[dict[str, Any]] = reply.json()["messages"]
        return messages

    def undo(self) -> requests.Response:
        return self._post("undo", {"conversation": self.conversation, "message_id": self.latest})


@pytest.fixture
def chat(house: House) -> Chat:
    return Chat(house)


def words(messages: list[dict[str, Any]]) -> str:
    return "\n".join(message.get("text") or message["answer"]["text"] for message in messages)


def left(messages: list[dict[str, Any]]) -> list[int]:
    return [message["left"] for message in messages if "left" in message]


def test_a_wrong_age_is_taken_back_and_given_again(chat: Chat) -> None:
    chat.say(WORRY)
    assert "Hvor gammel" in words(chat.say("Nej"))
    assert "Hvilken kommune" in words(chat.say("Hun er 19"))
    undone = chat.undo()
    assert undone.status_code == 200 and not undone.json()["danger"]
    assert "Hvilken kommune" in words(chat.say("Hun er 17"))
    chat.say("Ikast")
    plan = chat.say("Ikke noget endnu")[-1]["answer"]
    assert "17 år" in plan["text"] and "19" not in plan["text"]


def test_a_first_message_is_taken_back(chat: Chat) -> None:
    chat.say("han drikker hver dag, han er 19 og bor i Herning")
    assert chat.undo().status_code == 200
    chat.say(WORRY)
    assert "Hvor gammel" in words(chat.say("Nej"))


def test_the_questions_left_are_counted_down_and_never_too_few(chat: Chat) -> None:
    counts = [left(chat.say(text)) for text in (WORRY, "Nej", "17", "Ikast")]
    assert counts == [[4], [3], [2], [1]]
    assert left(chat.say("Ikke noget endnu")) == []


def test_danger_now_that_is_taken_back_is_still_followed_up(chat: Chat) -> None:
    chat.say(WORRY)
    assert "Ring 112 nu" in words(chat.say("hun har lige taget en masse piller"))
    undone = chat.undo().json()
    assert undone["danger"] and "112" in words(undone["messages"])
    said = chat.say("Nej")
    for answer in ("17", "Ikast", "Ikke noget endnu"):
        if any("answer" in message for message in said):
            break
        said = chat.say(answer)
    plan = said[-1]["answer"]
    assert "112" in plan["text"], "the plan is one for danger"
    assert plan["sections"][0]["id"] == "acute"


def test_a_yes_to_the_question_of_danger_that_is_taken_back_stays(chat: Chat) -> None:
    chat.say(WORRY)
    chat.say("ja")
    assert chat.undo().json()["danger"]


def test_the_second_time_there_is_nothing_to_take_back(chat: Chat) -> None:
    chat.say(WORRY)
    assert chat.undo().status_code == 200
    again = chat.undo()
    assert again.status_code == 409 and again.json()["error"]["code"] == "nothing_to_undo"
