"""A response is given in the language of the message where bot/responses/ has it."""

from typing import Any

import pytest
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlg import ResponsesFromFiles, for_reader, in_language
from bot.texts import text


def after(understanding: dict[str, Any]) -> DialogueStateTracker:
    tracker = DialogueStateTracker("someone", slots=[])
    parsed: Any = {"intent": {"name": "other_language"}, "understanding": understanding}
    tracker.update(UserUttered("tekst", parsed["intent"], parse_data=parsed))
    return tracker


@pytest.mark.parametrize(
    ("language", "name"),
    [("uk", "utter_other_language_uk"), ("ar", "utter_other_language_ar"), ("other", "utter_other_language")],
)
def test_the_language_of_the_message_chooses_the_text(language: str, name: str) -> None:
    assert in_language("utter_other_language", after({"language": language})) == name


def test_what_has_no_translation_stays_danish() -> None:
    assert in_language("utter_greet", after({"language": "en"})) == "utter_greet"
    assert in_language("utter_greet", after({})) == "utter_greet"
    assert in_language("utter_greet", DialogueStateTracker("nobody", slots=[])) == "utter_greet"


@pytest.mark.parametrize(
    ("role", "asked", "named"),
    [
        ("studievejleder", "utter_ask_tried", "utter_ask_tried_told_to"),
        ("studievejleder", "utter_ask_safety", "utter_ask_safety"),
        (None, "utter_ask_tried", "utter_ask_tried"),
    ],
)
def test_what_is_asked_of_the_teacher_herself_is_asked_otherwise_of_whoever_was_told(
    role: str | None, asked: str, named: str
) -> None:
    tracker = DialogueStateTracker("someone", slots=[])
    tracker.update(UserUttered("en elev", {"name": "report_concern"}, metadata={"role": role} if role else {}))
    assert for_reader(asked, tracker) == named
    assert for_reader(asked, DialogueStateTracker("nobody", slots=[])) == asked


def test_the_files_hold_also_when_the_model_brings_older_texts() -> None:
    generator = ResponsesFromFiles()
    # What Rasa's Agent.load_model does with every generator of this kind.
    generator.responses = {"utter_acute": [{"text": "en gammel tekst"}]}
    said = generator.generate_from_slots("utter_acute", {}, "web")
    assert said and said["text"] == text("utter_acute")
