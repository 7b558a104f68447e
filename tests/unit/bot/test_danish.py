"""The packed dictionary says the same as simplemma's usual one."""

import simplemma
from house import ROOT

from bot.danish import is_known, lemma_of


def test_words_and_lemmas_are_those_of_the_dictionary() -> None:
    text = (ROOT / "data" / "nlu" / "concern_more" / "sprogstoette.yml").read_text("utf-8")
    words = sorted({word.strip(".,!?\"'") for word in text.split()} - {""})
    known = [word for word in words if simplemma.is_known(word, lang="da")]
    assert len(known) > 1000 and [word for word in words if is_known(word)] == known
    assert [lemma_of(word) for word in known] == [simplemma.lemmatize(word, lang="da") for word in known]


def test_a_name_that_is_no_word_is_not_known() -> None:
    assert is_known("hund") and not is_known("qzxwv")
