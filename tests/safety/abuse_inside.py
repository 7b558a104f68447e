"""Nasty texts straight through the door, the last line of defence and the trained model, without HTTP."""

from __future__ import annotations

import asyncio
import statistics
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.channels import door
from bot.channels.turn import take_turn
from bot.redaction import redact

from .abuse_corpus import COMMANDS, HIDDEN, MARKUP, UNITS, WORDS, Fuzzer, long_plain

# Processor time against the longest ordinary message in the same run. A text that is too long is read for danger
# eight times as far.
RATIO = 10.0
RATIO_REFUSED = 20.0
TRIES = 3
LEVELS = ("none", "check", "urgent", "acute")
WORKERS = 2
EXAMPLES = 8

Parse = Callable[[str], dict[str, Any]]


@dataclass
class Found:
    """What a run of texts showed."""

    inputs: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    understood: int = 0
    slowest: float = 0.0
    wrong: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def blame(self, what: str, text: str, more: object = "") -> None:
        """Note a fault, with the first few texts that showed it."""
        self.wrong[what] += 1
        if self.wrong[what] <= EXAMPLES:
            self.examples.setdefault(what, []).append(f"{text!r:.200} ({len(text)}) {more}")


class Inside:
    """Sends texts the way a channel does, to a model that only reads, or to none."""

    def __init__(self, parse: Parse | None) -> None:
        self._parse = parse
        self._loop = asyncio.new_event_loop()
        self.found = Found()
        self._plain = 0.0
        self._plain = self._ordinary_seconds()

    def send(self, text: str) -> None:
        """Send one text and note what is wrong with how it was taken."""
        self.found.inputs += 1
        try:
            seconds, refused, wrong = self._once(text)
        except Exception as error:
            self.found.blame(f"{type(error).__name__} came out", text)
            return
        most = self._plain * (RATIO_REFUSED if refused else RATIO)
        for _ in range(TRIES):
            if seconds > most:
                self._plain = max(self._plain, self._ordinary_seconds())
                most = self._plain * (RATIO_REFUSED if refused else RATIO)
                seconds = min(seconds, self._once(text)[0])
        self.found.slowest = max(self.found.slowest, round(seconds / self._plain, 2))
        if seconds > most:
            self.found.blame("slow", text, f"{seconds:.2f} s against {self._plain:.2f} s")
        for what in wrong:
            self.found.blame(what, text)
        self.found.refused.update([refused] if refused else [])

    def _ordinary_seconds(self) -> float:
        return statistics.median(self._once(long_plain())[0] for _ in range(5))

    def _once(self, text: str) -> tuple[float, str | None, list[str]]:
        seen: list[str] = []
        wrong: list[str] = []

        async def handler(message: Any) -> None:
            seen.append(message.text)
            await message.output_channel.send_text_message(message.sender_id, "ok")

        started = time.process_time()
        turn = self._loop.run_until_complete(take_turn(handler, text, "abuse", "web"))
        if seen and self._parse:
            understanding = self._parse(seen[0])["understanding"]
            if understanding["danger"]["level"] not in LEVELS:
                wrong.append("no level of danger")
            self.found.understood += 1
        seconds = time.process_time() - started
        wrong += judge(text, seen, turn.refused)
        if not turn.refused and not turn.messages:
            wrong.append("silence")
        return seconds, turn.refused, wrong


def judge(text: str, seen: list[str], refused: str | None) -> list[str]:
    """Give what is wrong with what Rasa was shown of a text."""
    wrong: list[str] = []
    if bool(seen) == bool(refused):
        wrong.append("neither passed on nor refused, or both")
    for shown in seen:
        if not shown or len(shown) > 4 * door.LIMIT:
            wrong.append("passed on empty or too long")
        if shown.lstrip().startswith("/"):
            wrong.append("an order passed on")
        if any(
            unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn")
            for character in shown
            if character not in "\n\t"
        ):
            wrong.append("an invisible character passed on")
        if redact(shown).text != shown:
            wrong.append("redacted twice gives something else")
    if refused not in (None, "empty", "too_long"):
        wrong.append(f"refused as {refused}")
    return wrong


def any_text() -> st.SearchStrategy[str]:
    """All texts: any characters at all, lone surrogates too, and pieces of nasty things in any order."""
    characters = st.characters(exclude_categories=())
    pieces = st.sampled_from((*UNITS, *HIDDEN, *MARKUP, *COMMANDS, *WORDS))
    return st.one_of(
        st.text(characters, max_size=80),
        st.lists(st.one_of(pieces, st.text(characters, max_size=5)), max_size=30).map("".join),
        st.text(st.sampled_from("0123456789 -./+@_#:"), max_size=60),
        st.tuples(st.text(characters, min_size=1, max_size=8), st.integers(1, 1_200)).map(
            lambda made: made[0] * made[1]
        ),
    )


def send_any(inside: Inside, count: int) -> None:
    """Let hypothesis make so many texts."""
    phases = [Phase.generate]
    quiet = settings(
        max_examples=count, derandomize=True, database=None, deadline=None, phases=phases,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    quiet(given(any_text())(inside.send))()


def _work(model_file: str | None, seed: int, fuzzed: int, made: int) -> Found:
    parse = None
    if model_file:
        from bot.understand import Understander

        parse = Understander(Path(model_file)).parse
    inside = Inside(parse)
    fuzzer = Fuzzer(seed)
    for _ in range(fuzzed):
        inside.send(fuzzer.text())
    if made:
        send_any(inside, made)
    return inside.found


def run(model_file: Path, seed: int, fuzzed: int, made: int) -> Found:
    """Send texts in two processes, each with a model of its own.

    Args:
        model_file: the trained model.
        seed: of the fuzzer.
        fuzzed: texts of the fuzzer, in all.
        made: texts of hypothesis, in all.
    """
    found = Found()
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        # Hypothesis makes the same texts in every process, so that part is not split; the other has more of the rest.
        fewer = max(0, (fuzzed - made) // WORKERS)
        parts = [(str(model_file), seed, fewer, made), (str(model_file), seed + 1, fuzzed - fewer, 0)]
        for one in pool.map(_work, *zip(*parts, strict=True)):
            found.inputs += one.inputs
            found.understood += one.understood
            found.refused += one.refused
            found.wrong += one.wrong
            found.examples |= one.examples
            found.slowest = max(found.slowest, one.slowest)
    return found
