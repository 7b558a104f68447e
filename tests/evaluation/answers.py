"""Where answers come from: the trained model with its probabilities, and a baseline of words alone."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from actions.clarify import reading_buttons, topic_buttons
from actions.guidance.readings import CONCERN, readings
from bot.nlu.lexicon import count_topics
from bot.safety import assess
from bot.text import read_words
from bot.understand import Understander

from .lines import Answer

# Keys of a reading, written out here: the modules that own them import all of Rasa, which prints before it is silenced.
FALLBACK = "nlu_fallback"
TOPIC_PROBABILITIES = "topic_probabilities"


def by_words(text: str) -> Answer:
    """Answer by words alone: topics by knowledge/lexicon/, danger by knowledge/danger.yml."""
    found = assess(text)
    return Answer(topics=tuple(count_topics(read_words(text))), danger=found.level, kinds=tuple(found.kinds))


def offered(parsed: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the intents that the clarifying question offers for a message.

    :param parsed: as docs/contracts.md section 1, with `intent_ranking`
    """
    found = readings(parsed, reading_buttons(), topic_buttons())
    return tuple(dict.fromkeys([*(reading.intent for reading in found), CONCERN]))


def answer_of(parsed: Mapping[str, Any]) -> Answer:
    """Turn Rasa's reading of a message, with `understanding` in it, into an answer.

    :param parsed: as docs/contracts.md section 1; `topic_probabilities` may be absent
    """
    known = parsed["understanding"]
    return Answer(
        intent=known["intent"]["name"],
        confidence=float(known["intent"]["confidence"]),
        asks=parsed["intent"]["name"] == FALLBACK,
        readings=offered(parsed),
        topics=tuple(known["topics"]),
        probabilities=parsed.get(TOPIC_PROBABILITIES) or {},
        danger=known["danger"]["level"],
        kinds=tuple(known["danger"]["kinds"]),
        age_group=known["age_group"],
        places=tuple(known["places"]),
        language=known["language"],
    )


class TimedModel(Understander):
    """The trained model; keeps how long each text took, and answers a text that it has read before from memory."""

    def __init__(self, model: Path) -> None:
        """Load a model."""
        super().__init__(model)
        self.seconds: dict[str, float] = {}
        self._answers: dict[str, Answer] = {}

    def parse(self, text: str) -> dict[str, Any]:
        """Give Rasa's reading with the topics' probabilities, which its ordinary output leaves out."""
        from rasa.core.channels.channel import UserMessage

        processor = self._agent.processor
        assert processor is not None
        message = UserMessage(text.lstrip("/ ") or ".")
        reading = processor.parse_message(message, only_output_properties=False)
        parsed: dict[str, Any] = self._loop.run_until_complete(reading)
        return parsed

    def __call__(self, text: str) -> Answer:
        """Understand a text."""
        if text not in self._answers:
            started = time.perf_counter()
            parsed = self.parse(text)
            self.seconds[text] = time.perf_counter() - started
            self._answers[text] = answer_of(parsed)
        return self._answers[text]
