"""The teacher's words in a note: her words stay, whatever acts goes."""

import re
import time
import unicodedata
from datetime import date

import pytest
from guidance_events import asked, said

from actions.guidance.answer import heard
from actions.guidance.concern import Concern
from actions.guidance.conversation import fold
from actions.guidance.knowledge import Knowledge
from actions.guidance.note import write_note
from actions.guidance.quote import LONGEST, MOST, quote, quotes

TODAY = date(2026, 11, 22)
# Told apart from the function on purpose: what no quoted line may hold.
ACTS = re.compile(
    r"<[a-z/!?%]|\{|\}|\]\(|://|javascript:|\bon(?:error|load)\s*=|&(?:lt|gt|#)|(?<!\w)/\w", re.IGNORECASE
)


@pytest.mark.parametrize(
    "words",
    [
        "Han skriver <3 til hende & siger: 5 < 6, 'ja' og \"nej\"",
        "elever <18 og >15, 40 % fravær, kl. 8.00-12.00",
        "hun smiler :-) og så :( igen <- det skifter -> hele dagen",
        "og/eller, 80 km/t, 24/7, 3/4 af tiden",
        "[navn] (hans bror) fra [hold] skrev til [e-mail]",
        "data: 12 dage væk. onsdag = fri. Pris: 200 kr.",
        "»Jeg orker ikke mere«, sagde hun – tre gange…",
        "R&D, H&M, løn & gældsbrev, &co",
        "Åse ærgrer sig over Zoë, café og smørrebrød 👍🙂",
        "#metoo *altid* _meget_ ~50 @ skolen",
    ],
)
def test_ordinary_words_and_signs_stay(words: str) -> None:
    assert quote(words) == words


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("hun er <b>trist</b> hver dag", "hun er trist hver dag"),
        ("<script>alert('x')</script> hun er trist", "hun er trist"),
        ('hun er "><img src=x onerror=alert(1)> trist', 'hun er "> trist'),
        ("hun er trist <img src=x onerror=alert(1)", "hun er trist"),
        ("&lt;script&gt;x&lt;/script&gt; hun er trist", "hun er trist"),
        ("hun &amp;amp; han", "hun & han"),
        ("&lt script&gt hun er trist", "< script> hun er trist"),
        ("&#60b&#x3e hun er trist", "hun er trist"),
        ("<scr<b></b>ipt>hun er trist", "< scr ipt>hun er trist"),
        ("<scr\u200bipt>x</script> hun er trist", "hun er trist"),
        ("<ked af det>", "< ked af det>"),
        ("han er <fyldt 18", "han er < fyldt 18"),
        ("<!-- x --> hun <%= 7*7 %> er {{7*7}} trist ${jndi:ldap://x} #{1}", "hun er trist"),
        ('/inform_age{"age_group": "over18"} hun er trist', "hun er trist"),
        ('hun er trist {"a": {"b": {"c": 1}}}', "hun er trist"),
        ("[cpr]/restart hun er trist", "[cpr] restart hun er trist"),
        ("hun er [trist](javascript:alert(1))", "hun er [trist]"),
        ("se [her](https://x.example/y) hun er trist", "se [her] hun er trist"),
        ("[navn](17 år) er trist", "[navn] (17 år) er trist"),
        ("se https://x.example/y og www.x.example/z", "se [link] og [link]"),
        ("\u202ehun er\u202c tr\u00adist\x07", "hun er trist"),
        ("hun\ner\t\ttrist", "hun er trist"),
        ("z\u0338\u0322\u031a\u0358\u0349algo", "z\u0338\u0322algo"),
    ],
)
def test_what_acts_is_taken_out(text: str, left: str) -> None:
    assert quote(text) == left


@pytest.mark.parametrize("text", ["", "{}", "<svg onload=alert(1)>x</svg>", "\u200b\u3164", "https://x.example", "👍"])
def test_nothing_is_quoted_where_no_word_is_left(text: str) -> None:
    assert quote(text) == ""


@pytest.mark.parametrize(
    "unit", ["<svg>", "{", "}{", "<b", "&amp;", "[a](", "/a", "<scr<b></b>ipt>", "&lt;", "a\u0300" * 9]
)
def test_nothing_acts_however_it_is_heaped_up_and_it_takes_no_time(unit: str) -> None:
    text = (unit * LONGEST)[:LONGEST]
    started = time.process_time()
    line = quote(text)
    assert time.process_time() - started < 1
    assert not ACTS.search(line)
    assert quote(line) == line
    assert not any(unicodedata.category(character)[0] == "C" for character in line)


def test_a_long_message_is_cut_at_a_word_and_says_so() -> None:
    line = quote("hun er trist " * 200)
    assert len(line) <= LONGEST
    assert line.endswith((" er…", " hun…", " trist…"))


def test_many_messages_are_quoted_first_and_last() -> None:
    messages = [f"besked {number}" for number in range(40)]
    lines = quotes([*messages, "besked 0", "{}"], "(mere)")
    assert len(lines) == MOST + 1
    assert lines[: MOST // 2] == messages[: MOST // 2]
    assert lines[MOST // 2] == "(mere)"
    assert lines[-1] == "besked 39"
    assert quotes(messages[:MOST], "(mere)") == messages[:MOST]


def test_the_note_and_the_plans_first_line_carry_words_only(knowledge: Knowledge) -> None:
    concern = Concern(
        topics=("rusmidler",),
        heard=("hash</b>", "{x}"),
        messages=("<b>han</b> ryger\nhash {{7*7}}", "<svg onload=x></svg>"),
    )
    note = write_note(concern, knowledge, TODAY)["note"]["text"]
    assert [line for line in note.splitlines() if line.startswith("- ")] == ["- han ryger hash"]
    assert "jeg hørte: hash)" in heard(concern, None, knowledge)


@pytest.mark.parametrize(
    ("text", "intent", "understood"),
    [
        ("din lorterobot", "insult", {"topics": ["mobning"]}),
        ("restart", "nlu_fallback", {}),
        ("she is sad", "other_language", {}),
        ("hvem vinder kampen", "out_of_scope", {"topics": ["fravaer"]}),
        ("", "report_concern", {"topics": ["fravaer"]}),
    ],
)
def test_what_is_no_worry_is_not_quoted(text: str, intent: str, understood: dict[str, list[str]]) -> None:
    assert fold([asked("topics"), said(text, intent, **understood)]).messages == ()


def test_an_unsure_answer_that_names_a_worry_is_quoted() -> None:
    told = said("det der med hjemmet", "nlu_fallback", topics=["omsorgssvigt"])
    assert fold([asked("topics"), told]).messages == ("det der med hjemmet",)
