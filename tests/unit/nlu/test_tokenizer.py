"""Tokens: the same word in every spelling, offsets into the text as written, placeholders as words."""

import pytest
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.tokenizer import lemma, spellings, tokens
from bot.nlu.variants import unmarked, with_unmarked_copies


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
    [("elever", "elev"), ("vaerkstedet", "vaerksted"), ("slaar", "slaa"), ("pigerne", "pige"), ("xyzzyq", "xyzzyq")],
)
def test_lemma_of_a_folded_word(word: str, base: str) -> None:
    assert lemma(word) == base


def test_spellings_tries_marks_first() -> None:
    assert spellings("slaar") == ["slår", "slaar"]
    assert spellings("hus") == ["hus"]


def test_every_fourth_example_with_marks_is_learnt_once_more_without() -> None:
    texts = [f"hun græder på dag {number}" for number in range(8)] + ["han er trist"]
    data = TrainingData([Message.build(text=text, intent="report_concern") for text in texts])
    copies = [message.get("text") for message in with_unmarked_copies(data).intent_examples][len(texts) :]
    assert copies == ["hun greder pa dag 0", "hun greder pa dag 4"]
    assert unmarked("SØVNLØS") == "SOVNLOS"


def test_training_tokenizes_the_copies_too() -> None:
    from bot.nlu.tokenizer import DanishTokenizer

    data = TrainingData([Message.build(text="hun græder", intent="report_concern")])
    result = DanishTokenizer(DanishTokenizer.get_default_config()).process_training_data(data)
    assert [len(message.get("text_tokens")) for message in result.intent_examples] == [2, 2]
