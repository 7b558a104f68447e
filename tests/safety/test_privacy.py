"""The quick part of `make privacy-check`: every kind of identifier through the door, and the search itself."""

import asyncio
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from safety.privacy_identifiers import KINDS, TOLD_AS, Maker, Planted
from safety.privacy_search import Needles, contents, files, kinds_in_log
from safety.privacy_talks import conversation, frames

from bot.channels.door import receive
from bot.channels.turn import take_turn

EACH = 150
NUMBER = "noget personligt|et nummer"
WORDS = {
    "cpr": "CPR-nummer", "phone": "telefonnummer", "email": "mailadresse", "address": "adresse", "handle": "navn",
    "class": "klasse", "login": "navn",
    "plate": NUMBER, "account": NUMBER, "passport": NUMBER, "ip": NUMBER,
}  # fmt: skip
# Measured on 2026-11-22; raised when the door learns more, never lowered.
NAMES_REMOVED = {
    **{"as usual": 0.99, "small": 0.93, "large": 0.97, "dansk": 0.92, "arabisk": 0.94, "somalisk": 0.95},
    "ulistet": 0.78,
}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_an_identifier_passes_the_door(kind: str) -> None:
    maker = Maker(20)
    for place in ("Hun er ked af det. {} og hun er 17.", "{}", "nej {}", "17, {}, Ikast"):
        for _ in range(EACH // 4):
            planted = maker.make(kind)
            text = place.format(planted.text)
            assert planted.is_in(text), "the search cannot see what it looks for"
            passed = receive(text)
            assert not planted.is_in(passed.text), text
            assert TOLD_AS[kind] in passed.removed, text


@pytest.mark.parametrize("kind", KINDS)
def test_the_teacher_is_told_what_was_removed_and_why(kind: str) -> None:
    async def handler(message: Any) -> None:
        await message.output_channel.send_text_message(message.sender_id, "et svar")

    text = f"Hun er ked af det. {Maker(21).make(kind).text}"
    turn = asyncio.run(take_turn(handler, text, "test", "web"))
    notice = turn.messages[0]
    assert notice["kind"] == "notice"
    assert re.search(WORDS[kind], notice["text"])
    assert "hvem eleven er" in notice["text"], "it says why"
    assert turn.received and "[" in turn.received


def test_most_names_are_removed_whatever_their_origin() -> None:
    maker, removed, all_of = Maker(22), Counter[str](), Counter[str]()
    lines = [line for step in ("worry", "age", "municipality") for line in frames()[step] if "{name}" in line]
    for _ in range(1_500):
        name = maker.name()
        passed = receive(maker.random.choice(lines).format(name=name.text, other="")).text
        for group in name.group.split("/"):
            all_of[group] += 1
            removed[group] += not name.is_in(passed)
    shares = {group: removed[group] / all_of[group] for group in NAMES_REMOVED}
    assert not {group: share for group, share in shares.items() if share < NAMES_REMOVED[group]}


def test_conversations_plant_every_kind_at_every_place() -> None:
    maker = Maker(23)
    talks = [message for number in range(60) for message in conversation(maker, number)]
    assert {one.kind for message in talks for one in message.planted} >= {*KINDS, "name"}
    assert {message.place for message in talks} >= {"worry", "age", "too_long", *frames()["after"]}
    structured = [one.text for message in talks for one in message.planted if one.kind in KINDS]
    assert len(structured) == len(set(structured)), "each is searched for by itself"


PHONE = Planted("phone", "tlf. 31 22 33 44", digits="31223344", written="31 22 33 44")
MAIL = Planted("email", "ærtepose@skole.dk", flat="ærtepose", written="ærtepose@skole.dk")


@pytest.mark.parametrize(
    "content",
    [
        b"x 31 22 33 44",
        b"31223344",
        b"?q=31%2022%2033%2044",
        b"a" * 3_999_998 + b"31223344",
        "Ærtepose@skole.dk".lower().encode(),
        json.dumps("ærtepose@skole.dk").encode(),
        b"%C3%A6rtepose%40skole.dk",
    ],
)
def test_the_search_finds_each_form_anywhere_in_a_file(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "some.db-wal").write_bytes(b"\x00\xff" + content + b"\x00")
    found = [Needles([PHONE, MAIL]).kinds_in(read) for path in files([tmp_path], 0) for read in contents(path)]
    assert found in ([{"phone"}], [{"email"}])


def test_the_search_is_not_easily_fooled_by_a_log(tmp_path: Path) -> None:
    log = tmp_path / "bot.log"
    log.write_text("2026-11-22 ERROR a turn failed\nMADS bærentsen er væk, 31-22.33 44, line\n", "utf-8")
    name = Planted("name", "Mads Bærentsen", words=("mads", "bærentsen"), written="Mads Bærentsen")
    alone = Planted("nickname", "Line", words=("line",), written="Line")
    assert kinds_in_log(log, [PHONE, MAIL, name, alone]) == {"phone", "name"}
    assert Needles([PHONE, MAIL]).kinds_in(b"nothing to find here 3122334") == set()
