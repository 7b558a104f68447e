"""How a test talks to the running house, and reads what it answers."""

import uuid
from typing import Any

from house import House

Messages = list[dict[str, Any]]


class Talk:
    """One conversation; counts the turns of whoever writes: a teacher, or somebody with another `role`."""

    def __init__(self, house: House, **more: str) -> None:
        self._house = house
        self._more = more
        self._sender = uuid.uuid4().hex
        self.turns = 0

    def say(self, message: str) -> Messages:
        self.turns += 1
        messages: Messages = self._house.say(self._sender, message, **self._more)
        return messages

    def until_plan(self, first: str, answers: dict[str, str], most: int = 6) -> dict[str, Any]:
        """Answer what is asked, by the question's first words, until the plan comes.

        Args:
            first: the teacher's first message.
            answers: a piece of the question -> the answer.
            most: turns allowed.
        """
        messages = self.say(first)
        while (answer := plan(messages)) is None:
            assert self.turns < most, f"no plan after {most} turns: {said(messages)}"
            question = said(messages)
            fitting = [reply for piece, reply in answers.items() if piece in question]
            assert fitting, f"unexpected question: {question}"
            messages = self.say(fitting[-1])
        return answer


SAFETY, AGE, MUNICIPALITY, TRIED, TOPICS = (
    "fare lige nu",
    "Hvor gammel",
    "Hvilken kommune",
    "Hvad er der gjort",
    "Hvad har du lagt mærke til",
)
NO_DANGER = {SAFETY: "Nej", TRIED: "Ikke noget endnu"}


def said(messages: Messages) -> str:
    return "\n".join(message.get("text", "") for message in messages)


def plan(messages: Messages) -> dict[str, Any] | None:
    for message in messages:
        custom = message.get("custom") or {}
        if custom.get("kind") == "plan":
            return custom
    return None


def section(answer: dict[str, Any], name: str) -> str:
    """All words of one section."""
    return "\n".join(str(part["items"]) + part["heading"] for part in answer["sections"] if part["id"] == name)
