"""Danish stays Danish, however it is spelt; other languages are named."""

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.language import ANSWERED, LanguageComponent, language_of
from bot.nlu.tokenizer import tokens
from bot.nlu.understanding import CERTAIN, set_intent, write
from bot.texts import load_responses

THRESHOLDS = {"least_words": 2, "unknown_share": 0.4, "least": 0.6, "model_sure": 0.6}


def language(text: str, intent: str = "report_concern", confidence: float = 0.4) -> str:
    return language_of(text, tokens(text), {"name": intent, "confidence": confidence}, THRESHOLDS)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("my apprentice never shows up anymore and I am really worried", "en"),
        ("meine Schülerin weint jeden Tag in der Werkstatt", "de"),
        ("uczennica ciągle płacze i nie przychodzi na zajęcia", "pl"),
        ("мій учень дуже сумний і не приходить до школи", "uk"),
        ("الطالب حزين جدا ولا يأتي إلى المدرسة", "ar"),
        ("ученик очень грустный и не приходит в школу", "other"),
    ],
)
@pytest.mark.parametrize("intent", ["other_language", "report_concern"])
def test_other_languages_are_named(text: str, code: str, intent: str) -> None:
    assert language(text, intent) == code


@pytest.mark.parametrize(
    "text",
    [
        "hun sidder bare paa discord hele dagen",
        "han er fuldstaendig wasted hver mandag",
        "snap",
        "a æ u å æ ø i æ å",
        "hu kommer it i skole mier",
        "han skriver 'i cant do this anymore' på sin story, og jeg er bange for ham",
        "elevn er ked ad det å går hjem",
    ],
)
def test_danish_stays_danish(text: str) -> None:
    assert language(text) == "da"


def test_a_model_that_is_sure_of_danish_is_believed() -> None:
    text = "ghosting mobbing cancel discord drama"
    assert language(text, confidence=0.9) == "da"


def test_the_model_names_no_nordic_language() -> None:
    assert language("jag förstår inte danska", "other_language") == "other"


def processed(text: str, *, certain: bool) -> Message:
    message = Message.build(text=text)
    message.set("text_tokens", tokens(text))
    message.set(CERTAIN, certain)
    set_intent(message, "out_of_scope", 0.3)
    write(message, intent={"name": "out_of_scope", "confidence": 0.3})
    LanguageComponent().process([message])
    return message


def test_the_component_sets_intent_and_language() -> None:
    message = processed("uczeń nie przychodzi do szkoły", certain=False)
    assert message.get("intent")["name"] == "other_language"
    assert message.get("understanding")["language"] == "pl"
    assert message.get("understanding")["intent"]["name"] == "other_language"


def test_a_fixed_phrase_is_danish() -> None:
    assert processed("help me please somebody", certain=True).get("understanding")["language"] == "da"


def test_every_language_that_is_told_apart_has_an_answer_of_its_own() -> None:
    answers = {name.removeprefix("utter_other_language") for name in load_responses() if "other_language" in name}
    assert answers == {"", *(f"_{code}" for code in ANSWERED.values())}
