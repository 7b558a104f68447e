"""Tokens: the same word in every spelling, offsets into the text as written, placeholders as words."""

import pytest
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.tokenizer import known_lemma, spellings, tokens
from bot.nlu.variants import apart, slipped, unmarked, with_other_thumbs


def words(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


def words_of(line: str) -> list[str]:
    return line.split()


def lemmas(text: str) -> list[str]:
    return [token.lemma for token in tokens(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Slår hans bror hende?", "slaar hans bror hende"),
        ("HUN ER VÆK HVER MANDAG!!!", "hun er vaek hver mandag"),
        ("han kan ik sove, siger han", "han kan ikke sove siger han"),
        ("trææææt", "træt"),
        ("kærsten styrer hende", "kæresten styrer hende"),
    ],
)
def test_two_spellings_are_the_same_tokens_and_lemmas(one: str, other: str) -> None:
    assert words(one) == words(other)
    assert lemmas(one) == lemmas(other)


def test_offsets_point_into_the_text_as_written() -> None:
    text = "Åh nej, hun bor i Ærø… og græder"
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)
    assert [text[token.start : token.end] for token in tokens(text)] == [
        "Åh",
        "nej",
        "hun",
        "bor",
        "i",
        "Ærø",
        "og",
        "græder",
    ]


def test_a_placeholder_of_redaction_is_one_word() -> None:
    assert words("[navn]s bror ringer til [navn] på [telefon]") == [
        "navn",
        "bror",
        "ringer",
        "til",
        "navn",
        "paa",
        "telefon",
    ]


def test_punctuation_gives_no_token_but_a_message_always_has_one() -> None:
    assert words("hej?!") == ["hej"]
    assert len(tokens("...")) == 1
    assert len(tokens("??? !!!")) == 1


@pytest.mark.parametrize(
    ("word", "base"),
    [("elever", "elev"), ("vaerkstedet", "vaerksted"), ("slaar", "slaa"), ("pigerne", "pige"), ("xyzzyq", None)],
)
def test_lemma_of_a_folded_word(word: str, base: str | None) -> None:
    assert known_lemma(word) == base


def test_spellings_tries_marks_first() -> None:
    assert spellings("slaar") == ["slår", "slaar"]
    assert spellings("hus") == ["hus"]


def test_every_fourth_example_comes_again_as_other_thumbs_type_it() -> None:
    texts = [
        "søvnløs hver nat",
        "a",
        "b",
        "c",
        "han ryger hash",
        "d",
        "e",
        "f",
        "hashrygning bag skuret",
        "g",
        "h",
        "i",
    ]
    data = TrainingData(training_examples=[Message.build(text=text, intent="report_concern") for text in texts])
    copies = [message.get("text") for message in with_other_thumbs(data).intent_examples][len(texts) :]
    assert copies[0] == "sovnlos hver nat"
    assert copies[1].startswith("han ") and copies[1] != "han ryger hash"
    assert copies[2] == "hash rygning bag skuret"
    assert len(copies) == 3


def test_a_slip_keeps_the_ends_of_the_word_and_is_the_same_each_time() -> None:
    typed = slipped("stedfaren")
    assert typed == slipped("stedfaren") != "stedfaren"
    assert typed[0] == "s" and typed[-1] == "n"
    assert slipped("ja 17 på vej") == "ja 17 på vej"
    assert unmarked("SØVNLØS") == "SOVNLOS"
    assert apart("han er her") == "han er her"


def test_training_tokenizes_the_copies_too() -> None:
    from bot.nlu.tokenizer import DanishTokenizer

    data = TrainingData([Message.build(text="hun græder", intent="report_concern")])
    result = DanishTokenizer(DanishTokenizer.get_default_config()).process_training_data(data)
    assert [len(message.get("text_tokens")) for message in result.intent_examples] == [2, 2]
