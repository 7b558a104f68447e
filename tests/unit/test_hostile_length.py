"""Long hostile texts: read in a time that grows with their length, and read as a slow and simple reader reads them."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import product

import pytest

from bot.nlu.age import find_age
from bot.safety import assess
from bot.safety.together import REACH, SENTENCES, Sighting, find_together, read_combination
from bot.text import Word, read_words

ORDINARY = "Hun er tit væk fra timerne, virker trist og siger, at hun ikke orker mere. "
# One word or two of a rule, again and again: each stands near hundreds of others.
DENSE = (
    "10 klasse ",
    "vold\n",
    "mærker. ",
    "telt\n",
    "hofte\n",
    "billeder ",
    "en byrde, ",
    "flækket\nvold\nstraffet. ",
)
LENGTH = 8_000


def seconds(work: Callable[[str], object], text: str) -> float:
    """The processor's time, not the clock's: other tests may run beside this one."""
    tries = []
    for _ in range(3):
        started = time.process_time()
        work(text)
        tries.append(time.process_time() - started)
    return min(tries)


@pytest.mark.parametrize("unit", DENSE)
def test_danger_is_read_as_fast_in_a_dense_text(unit: str) -> None:
    plain = seconds(assess, (ORDINARY * 200)[:LENGTH])
    assert seconds(assess, (unit * LENGTH)[:LENGTH]) < 20 * plain


@pytest.mark.parametrize("unit", ["_", "1-", "0045", "a_", "é", "("])
def test_a_message_of_one_long_word_is_read_for_an_age_as_fast(unit: str) -> None:
    short, long = ((unit * 4_000)[:length] for length in (1_000, 4_000))
    # Four times as long: four times the time, where reading each letter again would take sixteen.
    assert seconds(find_age, long) < 9 * seconds(find_age, short) + 0.01


def fits(chosen: Sequence[Sighting], within: str, words: Sequence[Word]) -> bool:
    """The rule as it is told: each pair apart from each other, and near enough."""
    for number, one in enumerate(chosen):
        for other in chosen[:number]:
            early, late = sorted((one, other), key=lambda sighting: sighting.first)
            if late.first < early.after:
                return False
            sentences = words[late.first].sentence - words[early.first].sentence
            if within == "sentence" and sentences:
                return False
            if within == "near" and (sentences > SENTENCES or late.first - early.after > REACH):
                return False
    return True


@pytest.mark.parametrize("within", ["near", "sentence", "message"])
def test_what_stands_together_is_found_as_by_trying_all(within: str) -> None:
    chance = random.Random(within)
    found = {True: 0, False: 0}
    # In a whole message only what lies on the same words does not fit.
    length = 6 if within == "message" else 70
    for _ in range(400):
        words = read_words("".join(chance.choice(("ord ", "ord ", "ord ", "ord. ")) for _ in range(length)))
        names = "abcd"[: chance.randint(2, 4)]
        seen = {
            name: [
                Sighting(first, min(first + chance.randint(1, 3), len(words)), doubted=chance.random() < 0.4)
                for first in sorted(chance.sample(range(len(words)), chance.randint(1, 3)))
            ]
            for name in names
        }
        every = [chosen for chosen in product(*seen.values()) if fits(chosen, within, words)]
        got = find_together(read_combination(" + ".join(names), within), seen, words)
        found[got is not None] += 1
        assert (got is not None) == bool(every)
        if got is not None:
            assert {sighting.first for sighting in got} in [{part.first for part in chosen} for chosen in every]
            sure = any(not any(part.doubted for part in chosen) for chosen in every)
            assert any(sighting.doubted for sighting in got) != sure
    assert min(found.values()) > 15, "one of the two answers was hardly tried"


def test_the_reasons_are_the_same_in_every_process() -> None:
    texts = [
        "Pigen på 16 nævner en træner, der har givet hende mobil, tøj og ture, og hun skal bare være sød ved ham",
        "Elev på landbrug. Kommer i lift med en ældre nabo, og sagde lige i dag, at betalingen ikke var penge.",
        "hun skriver fra badeværelset at kæresten er ved at sparke døren ind nu",
    ]
    asked = f"from bot.safety import assess; print([assess(text).reasons for text in {texts!r}])"
    told = {
        subprocess.run(
            [sys.executable, "-c", asked], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1
