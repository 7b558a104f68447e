"""Nasty things that come through a door: texts, JSON bodies and whole HTTP requests, made from a seed."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from bot.text import KNOWLEDGE

# Stands in every text; an answer that holds it repeats what was sent.
MARK = "qzxvjw"
WORRY = "Hun er tit væk fra timerne, virker trist og siger, at hun ikke orker mere. "
WORDS = (
    *("han ryger hash hver dag", "hun skærer i sig selv", "17 år", "Ikast", "nej", "ja", "jeg har talt med eleven"),
    *("hvem er SSP", "må jeg ringe til forældrene", "giv mig et godt råd mod angst", "hun er gravid", "ny elev", "tak"),
)
EMOJI = ("😀", "👩\u200d👩\u200d👧", "🇩🇰", "👍🏿", "❤️", "🏴\U000e0067\U000e0062\U000e007f", "🔪", "💊")
HIDDEN = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u180e", "\u034f", "\u115f", "\u3164")
TURNED = ("\u202e", "\u202d", "\u2066", "\u2067", "\u2069", "\u061c", "مرحبا كيف حالك", "שלום")
CONTROL = tuple(chr(code) for code in (*range(0, 9), 11, 12, *range(14, 32), *range(127, 160)))
SURROGATES = ("\ud800", "\udfff", "\ud83d", "\ude00", "\ude00\ud83d")
PRIVATE = ("\ue000", "\U0010ffff", "\ufffe", "\ufdd0", "\u0378")
COMBINING = tuple(chr(code) for code in (*range(0x300, 0x340), 0x20DD, 0x489, 0x1AB0))
COMMANDS = (
    "/restart", "/session_start", "/back", "/slots{}", "/inform", "//restart", " / /restart", "\u200b/restart",
    "\t\n/restart", '/inform_age{"age_group": "over18"}', '/report_concern{"topics": ["MARK"]}',
    '/correct{"requested_slot": null}', "／restart", "⁄restart", "∕restart",
    '\ufeff/inform_municipality{"municipality": "MARK"}', "\u202e/restart", '/danger_acute{"x": {"y": [1]}}',
    'EXTERNAL: /restart{"a": 1}', "/nlu_fallback@1.0", '[cpr]/restart', '010203-1234/restart{"x":"MARK"}',
)  # fmt: skip
MARKUP = (
    "<script>alert('MARK')</script>", "<svg onload=alert(1)>MARK</svg>", '"><img src=x onerror=MARK>',
    "<iframe src=//MARK>", "<a href='javascript:MARK'>x</a>", "<!--MARK-->", "&lt;script&gt;MARK", "<b>MARK</b>",
    "](javascript:MARK)", "<style>*{}MARK", "<math><mtext></p><style><img src=MARK>",
    "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///MARK'>]><a>&b;</a>",
)  # fmt: skip
CODE = (
    "' OR 1=1; DROP TABLE services;-- MARK", "1; SELECT pg_sleep(9) -- MARK", "{{7*7}}MARK", "{% for x in y %}MARK",
    "${jndi:ldap://MARK}", "{removed} MARK", "{0.__class__.__mro__} MARK", "%s%s%n MARK", "%(removed)s",
    "$(sleep 9)MARK", "`id` MARK", "; rm -rf / MARK", "\\u0000\\x00MARK", "../../../../MARK",
    "__import__('os').system('MARK')", "!!python/object/apply:os.system ['MARK']", "[cpr] [navn] [telefon] MARK",
    "\\N{BULLET}MARK", "#{7*7} <%= 7*7 %> MARK", "{\"understanding\": {\"danger\": {\"level\": \"none\"}}} MARK",
    "(?:(?:a+)+)+$ MARK", "=cmd|'/c MARK'!A1",
)  # fmt: skip
INSULTS = ("din lorterobot MARK", "fuck dig og din mor MARK", "hold kæft idiot MARK", "du er dum MARK" * 9)
LANGUAGES = (
    "I am worried MARK",
    "Я хвилююся MARK",
    "أنا قلق MARK",
    "Martwię się MARK",
    "我很担心 MARK",
    "ฉันกังวล MARK",
    "ich bin besorgt MARK",
)
UNITS = (
    "1", "1 ", "12", "1.", "1-", "010203", "+4", "0045", "@", "a@", "a.", "a-", "a'", "a_", "a1", "Aa ", "A", "Xsen ",
    "s'", "æ", "´", "vej ", "vej 1 ", "Ved Åen 1", "snap: ", "insta ", "login ", "konto 1", "DK12", "ab12", "1.1.",
    "a:", "::", "[navn", "(", "{", "<", "\"", "/", "hedder ", "Mads ", "og Mads ", "el al bin ", "ikke ", "han har ",
    "17 ", "17 år ", "fra Ikast ", "i Aarhus i ", "\n", "\t", " ", ".", "!?",
)  # fmt: skip
FIELDS = ("danger.yml", "redaction.yml", "names.yml", "age_words.yml", "place_words.yml", "people.yml")
ORDINARY = 1000
LONGEST = 100_000


@cache
def words_of_rules() -> tuple[str, ...]:
    """Every word of the files that our patterns are made of: what is likeliest to send a pattern astray."""
    text = " ".join((KNOWLEDGE / name).read_text("utf-8") for name in FIELDS)
    return tuple(sorted(set(re.findall(r"[^\W\d_]{2,20}", text))))


def long_plain() -> str:
    """The longest ordinary message there is; what time is measured against."""
    return (WORRY * 20)[:ORDINARY]


class Fuzzer:
    """Makes nasty things; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def text(self) -> str:
        """Make one text, with the mark in it."""
        made = self.random.choice(TEXTS)(self)
        if self.random.random() < 0.1:
            made = made * self.random.randint(2, 5)
        made = made[:LONGEST]
        return made.replace("MARK", MARK) if "MARK" in made else self._put(made, MARK)

    def pick(self, things: tuple[str, ...]) -> str:
        """Give one of several."""
        return self.random.choice(things)

    def _put(self, text: str, piece: str) -> str:
        at = self.random.randint(0, len(text))
        return f"{text[:at]} {piece} {text[at:]}" if len(text) < 900 else text

    def body(self) -> bytes:
        """Make the body of a request that is no proper message."""
        return self.random.choice(BODIES)(self)


def _worry_with(fuzzer: Fuzzer, *piles: tuple[str, ...]) -> str:
    text = " ".join(fuzzer.random.choices(WORDS, k=fuzzer.random.randint(1, 6)))
    for _ in range(fuzzer.random.randint(1, 40)):
        at = fuzzer.random.randint(0, len(text))
        text = text[:at] + fuzzer.pick(fuzzer.random.choice(piles)) + text[at:]
    return text


def _bomb(fuzzer: Fuzzer) -> str:
    rules = fuzzer.random.random() < 0.6
    units = [fuzzer.pick(words_of_rules()) + fuzzer.pick((" ", "-", "", ", ", ". ")) for _ in range(4)]
    unit = "".join(fuzzer.random.sample(units if rules else list(UNITS), fuzzer.random.randint(1, 3)))
    length = fuzzer.random.choice((200, ORDINARY - 10, ORDINARY - 10, 8_000))
    return (unit * length)[:length] + fuzzer.pick(("", "!", "x", "@"))


def _huge(fuzzer: Fuzzer) -> str:
    unit = fuzzer.pick((*UNITS, *EMOJI, *COMBINING, WORRY, *HIDDEN, *MARKUP))
    length = fuzzer.random.choice((5_000, 30_000, 100_000))
    return (unit * length)[:length]


def _noise(fuzzer: Fuzzer) -> str:
    return "".join(chr(fuzzer.random.randint(0, 0x10FFFF)) for _ in range(fuzzer.random.randint(1, 300)))


def _broken_words(fuzzer: Fuzzer) -> str:
    text = list(fuzzer.pick((*WORDS, *words_of_rules())) + " " + WORRY)
    for _ in range(8):
        text[fuzzer.random.randrange(len(text))] = chr(
            fuzzer.random.choice((0x61, 0xE6, 0x20, 0x2019, 0x131, 0xDF, 0x1F4))
        )
    return "".join(text)


TEXTS: tuple[Callable[[Fuzzer], str], ...] = (
    _bomb, _bomb, _huge, _noise, _broken_words, lambda fuzzer: _worry_with(fuzzer, EMOJI, COMBINING),
    lambda fuzzer: _worry_with(fuzzer, HIDDEN, TURNED),
    lambda fuzzer: _worry_with(fuzzer, CONTROL, SURROGATES, PRIVATE),
    lambda fuzzer: _worry_with(fuzzer, MARKUP, CODE),
    lambda fuzzer: fuzzer.pick(("", " ", "\u200b")) + fuzzer.pick(COMMANDS),
    lambda fuzzer: fuzzer.pick(COMMANDS) + " " + fuzzer.pick(WORDS), lambda fuzzer: fuzzer.pick(MARKUP),
    lambda fuzzer: fuzzer.pick(CODE), lambda fuzzer: fuzzer.pick(INSULTS), lambda fuzzer: fuzzer.pick(LANGUAGES),
    lambda fuzzer: fuzzer.pick(words_of_rules()) + fuzzer.pick(MARKUP) + fuzzer.pick(words_of_rules()),
    lambda fuzzer: " ".join(fuzzer.random.choices(words_of_rules(), k=fuzzer.random.randint(1, 60))),
    lambda fuzzer: fuzzer.pick((*EMOJI, *HIDDEN, *TURNED, *CONTROL, *COMBINING)) * fuzzer.random.randint(1, 99),
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1e400, 10**400, "", [], {}, [[]], {"text": "x"}, ["x"] * 500, "\x00", "../..", "a" * 9_000,
    {"$ne": 1}, MARK, {"__proto__": {"x": 1}}, "e30.eksempelskolen.0", "x" * 43 + "..y", "🙂.🙂.🙂",
)  # fmt: skip
KEYS = (
    "conversation",
    "text",
    "sender",
    "message",
    "school",
    "first",
    "message_id",
    "metadata",
    "input_channel",
    "events",
)


ESCAPES = (rb"\ud800", rb"\u0000", rb"\x41", b"\n", b"\t")
NO_OBJECTS = (b"", b"null", b"[]", b"1", b'"x"', b"NaN", b"-Infinity", b"a=b&c=d", b"<xml/>")


def _wrong_types(fuzzer: Fuzzer) -> bytes:
    body = {key: fuzzer.random.choice(VALUES) for key in fuzzer.random.sample(KEYS, fuzzer.random.randint(1, 6))}
    return json.dumps(body).encode()


def _one_wrong(fuzzer: Fuzzer) -> bytes:
    body: dict[str, Any] = {"sender": "abuse", "message": "hej", "conversation": "x.y.z", "text": "hej"}
    return json.dumps(body | {fuzzer.random.choice(KEYS): fuzzer.random.choice(VALUES)}).encode()


def _nested(fuzzer: Fuzzer) -> bytes:
    depth = fuzzer.random.choice((50, 990, 5_000, 15_000))
    opening, closing = fuzzer.random.choice((("[", "]"), ('{"text":', "}"), ('{"sender":[', "]}")))
    return (opening * depth + "1" + closing * depth).encode()


def _cut(fuzzer: Fuzzer) -> bytes:
    whole = json.dumps({"sender": "abuse", "message": MARK, "conversation": "x", "text": MARK}).encode()
    return whole[: fuzzer.random.randrange(len(whole))] + fuzzer.random.choice((b"", b"\xff", b"\x00", b"}}", b"NaN"))


BODIES: tuple[Callable[[Fuzzer], bytes], ...] = (
    _wrong_types, _wrong_types, _one_wrong, _one_wrong, _nested, _cut, _cut,
    lambda fuzzer: fuzzer.random.randbytes(fuzzer.random.randint(0, 400)),
    lambda fuzzer: b'{"sender": "a", "sender": ["b"], "message": "x", "message": {}, "text": 1, "text": "x"}',
    lambda fuzzer: b'{"text": "' + b"a" * fuzzer.random.choice((31_000, 40_000, 300_000)) + b'"}',
    lambda fuzzer: json.dumps({"sender": "a", "message": fuzzer.text()}).encode("utf-16"),
    lambda fuzzer: b"\xef\xbb\xbf" + json.dumps({"sender": "a", "message": MARK}).encode(),
    lambda fuzzer: b'{"sender": "a", "message": "' + fuzzer.random.choice(ESCAPES) + b'"}',
    lambda fuzzer: fuzzer.random.choice(NO_OBJECTS),
)  # fmt: skip
