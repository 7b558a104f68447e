"""The notation of the knowledge files, and the words that point at topics and intents."""

from pathlib import Path

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.heard import HeardComponent
from bot.nlu.lexicon import count_cues, count_topics, heard, intent_codes, read_patterns, topic_codes
from bot.nlu.lexicon_featurizer import describe, describe_danger
from bot.nlu.understanding import UNDERSTANDING, write
from bot.notation import compile_pattern
from bot.text import KNOWLEDGE, KnowledgeError, read_words

GROUPS = {"sig": ["sig", "mig"]}


def found(pattern: str, text: str) -> bool:
    words = read_words(text)
    compiled = compile_pattern(pattern, GROUPS, "test")
    return any(
        compiled.elements[0].fits(words[at].text) and compiled.match_after(words, at) is not None
        for at in range(len(words))
    )


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("hash", "han ryger hash", True),
        ("hash", "han ryger hashen", False),
        ("hash*", "han ryger hashen", True),
        ("*selvmord*", "der er selvmordstanker", True),
        ("*selvmord*", "en slags småselvmordsagtig sang", True),
        ("slå/slår", "han slår", True),
        ("slå/slår", "han slog", False),
        ("slår <sig>", "hun slår mig", True),
        ("slår <sig>", "hun slår bolden", False),
        ("vil (gerne) dø", "hun vil dø", True),
        ("vil (gerne) dø", "hun vil gerne dø", True),
        ("vil (gerne) dø", "hun vil snart dø", False),
        ("giver _ væk", "hun giver væk", True),
        ("giver _ væk", "hun giver alle sine ting væk", True),
        ("giver _ væk", "hun giver alle sine fine ting væk", False),
        ("giver _ væk", "hun giver meget. Hun er væk", False),
        ("# piller", "han tog 20 piller", True),
        ("# piller", "han tog nogle piller", False),
        ("vågner ikke", "han vaagner ikke", True),
        ("vågner ikke", "han vagner ik", True),
        ("i år", "ar på armen i ar", False),
    ],
)
def test_notation(pattern: str, text: str, expected: bool) -> None:
    assert found(pattern, text) is expected


@pytest.mark.parametrize(
    "pattern",
    ["_ væk", "væk _", "(gerne) dø", "dø (gerne)", "", "slår <ukendt>", "* *", "vil (gerne snart) dø", "sel*mord"],
)
def test_a_wrong_pattern_is_refused_with_its_place(pattern: str) -> None:
    with pytest.raises(KnowledgeError, match=r"^danger\.yml: reglen: mønster"):
        compile_pattern(pattern, GROUPS, "danger.yml: reglen")


def folder(at: Path, **files: str) -> Path:
    for name, content in files.items():
        (at / f"{name}.txt").write_text(content, encoding="utf-8")
    return at


def test_a_file_holds_one_pattern_a_line(tmp_path: Path) -> None:
    content = "# Sorg og tab\nsorg*\n\n  mistet   sin mor\n"
    assert read_patterns(folder(tmp_path, sorg=content), ["sorg"]) == {"sorg": ["sorg*", "mistet sin mor"]}


def test_a_file_for_no_topic_and_a_topic_without_a_file_are_refused(tmp_path: Path) -> None:
    folder(tmp_path, findes_ikke="ord")
    for codes in ([], ["findes_ikke", "sorg"]):
        with pytest.raises(KnowledgeError, match=r"labels\.yml"):
            read_patterns(tmp_path, codes)


def test_a_pattern_written_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="to gange"):
        read_patterns(folder(tmp_path, sorg="sorg*\nsorg*\n"), ["sorg"])


def test_the_lexicon_has_many_words_for_every_topic_and_some_for_every_intent() -> None:
    topics = read_patterns(KNOWLEDGE / "lexicon" / "topics", topic_codes())
    intents = read_patterns(KNOWLEDGE / "lexicon" / "intents", intent_codes())
    assert min(map(len, topics.values())) >= 300
    assert sum(map(len, topics.values())) >= 3 * 3839, "three times the list that the project began with"
    assert min(map(len, intents.values())) >= 15


def test_the_words_heard_are_the_teachers_own() -> None:
    text = "Han Skylder Penge, lugter af hash og er træt"
    assert heard(text, read_words(text), ["rusmidler", "oekonomi"]) == ("hash", "Skylder Penge")
    assert heard(text, read_words(text), ["sorg"]) == ()


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("han ryger hash bag skuret", "rusmidler"),
        ("hun får inkassobreve", "oekonomi"),
        ("han er blevet ordblindetestet", "faglige_vanskeligheder"),
        ("hendes mor døde i foråret, hun var ikke til begravelsen", "sorg"),
        ("han gambler hele sin SU væk på odds", "spil_gaming"),
        ("hun skærer sig selv", "selvskade"),
    ],
)
def test_words_point_at_topics(text: str, topic: str) -> None:
    assert count_topics(read_words(text))[topic] > 0


def test_the_pronoun_of_a_pupil_is_no_topic() -> None:
    assert not count_topics(read_words("han og hun"))


def test_cues_point_at_intents() -> None:
    assert count_cues(read_words("hvad er nummeret til PPR"))["ask_contact"] > 0
    assert count_cues(read_words("må jeg underrette uden samtykke"))["ask_law"] > 0


def test_features_do_not_depend_on_marks_or_capitals() -> None:
    marked = "Hun SLÅR sig selv på armene, og hun kan ikke sove om natten"
    typed = "hun slaar sig selv paa armene, og hun kan ik sove om natten"
    assert describe(marked) == describe(typed)
    assert describe_danger(marked) == describe_danger(typed)


def test_a_text_without_words_has_features_too() -> None:
    assert len(describe("!!!")) == len(describe("han ryger hash"))


def explained(text: str, topics: list[str]) -> list[str]:
    message = Message.build(text=text)
    write(message, topics=topics)
    HeardComponent().process([message])
    words: list[str] = message.get(UNDERSTANDING)["heard"]
    return words


def test_only_the_topics_that_were_settled_are_explained() -> None:
    assert explained("han lugter af hash og skylder penge", ["oekonomi"]) == ["skylder penge"]
    assert explained("han lugter af hash og skylder penge", []) == []
