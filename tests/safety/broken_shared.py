"""What several bots share, Teams and the inbox, each broken: `make safety`. Figures: results/safety/broken_shared.json.

As in `broken_matrix.py`, each answer to acute danger must come first and within a second, wherever it was told.
"""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from broken_probe import EXCUSES, KINDS, WORD, Answered, figures
from house import ROOT
from redis_process import is_installed
from shared_house import SharedHouse, shared_house
from shared_people import PageTeacher, TeamsTeacher
from shared_tellers import TELLERS, Told, ordinary
from shared_ways import BREAKS, OUTAGES

from deploy import model

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not is_installed(), reason="no redis-server")]
RESULTS = ROOT / "results" / "safety" / "broken_shared.json"
PREPARED_AT_ONCE = 4
ORDINARY = 4
# The longest pause between two tries of an acute answer (bot/channels/teams/urgent.py), and some for the way.
DELIVERED_SECONDS = 20.0
# Loading the model takes 20 seconds or more; a while of it and, on a machine that is not slow, some after it.
START_SECONDS = 40.0


@pytest.fixture(scope="module")
def results() -> Iterator[dict[str, Any]]:
    """What was measured, by what was broken; written when all is done."""
    found: dict[str, Any] = {}
    yield found
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedHouse]:
    with shared_house(tmp_path_factory.mktemp("vvs"), model.ensure()) as started:
        started.wait_ready()
        yield started


def judge(answers: list[Answered]) -> list[str]:
    return [f"{answer.place}, {answer.kind}: {wrong}" for answer in answers if (wrong := answer.wrong())]


def wait_mended(house: SharedHouse, seconds: float = 60) -> None:
    """Wait until somebody new is answered in full."""
    house.wait_ready(seconds)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        said = PageTeacher(house).say("hun er 19 og bor i Ikast")
        if said[0]["text"] and not {message["text"] for message in said} & set(EXCUSES):
            return
        time.sleep(0.5)
    raise AssertionError("the house was not mended")


@pytest.mark.parametrize("name", BREAKS)
def test_a_broken_part(name: str, house: SharedHouse, results: dict[str, Any]) -> None:
    wait_mended(house)
    waiting = PageTeacher(house)
    for words in ("jeg er bekymret for en elev", "nej"):
        waiting.say(words)
    with ThreadPoolExecutor(PREPARED_AT_ONCE) as pool:
        tells = list(pool.map(lambda teller: teller(house), TELLERS))
        others = list(pool.map(lambda number: ordinary(house, number), range(ORDINARY)))
    answers: list[Answered] = []
    with BREAKS[name](house):
        threads = [threading.Thread(target=lambda tell=tell: answers.append(tell())) for tell in others]
        for thread in threads:
            thread.start()
        answers += [tell() for tell in tells]
        for thread in threads:
            thread.join()
    mended = time.monotonic()
    wait_mended(house)
    wrong = judge(answers)
    said = "\n".join(message["text"] for message in waiting.say("hun ryger hash"))
    if "Hvor gammel" not in said:
        wrong.append(f"a conversation went on with: {said[:80]}")
    results[name] = figures(answers) | {"mended_after_seconds": round(time.monotonic() - mended, 1), "wrong": wrong}
    assert not wrong


@pytest.mark.parametrize("name", OUTAGES)
def test_danger_told_while_nothing_can_be_said_in_teams_is_answered_as_soon_as_it_can(
    name: str, house: SharedHouse, results: dict[str, Any]
) -> None:
    wait_mended(house)
    teachers = [TeamsTeacher(house.teams) for _ in range(3)]
    for teacher in teachers:
        teacher.talk("jeg er bekymret for en elev")
    page = PageTeacher(house)
    with OUTAGES[name](house):
        begun = [teacher.say(KINDS[kind]).at for teacher, kind in zip(teachers, KINDS, strict=True)]
        started = time.perf_counter()
        at_page = Told("page", "acute", "", 0.0, page.say(KINDS["acute"]))
        at_page.seconds = time.perf_counter() - started
        time.sleep(1)
        assert not any(teacher.seen(at) for teacher, at in zip(teachers, begun, strict=True)), "nothing was broken"
    mended = time.monotonic()
    shown = teachers[0].wait(begun[0], DELIVERED_SECONDS, lambda said: said.startswith("Ring 112"))
    wrong = judge([at_page])
    if not shown or not shown[0][1].startswith("Ring 112"):
        wrong.append(f"in Teams first: {shown[0][1][:80] if shown else 'nothing'}")
    results[name] = figures_of_acute([at_page]) | {
        "wrong": wrong,
        "in_teams_after_seconds": round(time.monotonic() - mended, 1),
    }
    assert not wrong


def test_no_log_holds_what_was_written_or_a_stack(house: SharedHouse) -> None:
    for part in house.parts.values():
        lines = part.log.read_text("utf-8")
        assert WORD not in lines and "masse piller" not in lines, part.name
        assert "Traceback" not in lines and "qzxvjw" not in lines, part.name


def test_a_bot_that_starts_without_redis_answers_danger_and_goes_on_when_it_is_there(
    tmp_path: Path, results: dict[str, Any]
) -> None:
    with shared_house(tmp_path, model.ensure(), with_redis=False) as house:
        deadline, answers = time.monotonic() + START_SECONDS, list[Answered]()
        # From the first moment at which the doors are open, and until a while after the model is there.
        while time.monotonic() < deadline:
            try:
                page = PageTeacher(house)
            except OSError:
                time.sleep(0.2)
                continue
            begun = time.perf_counter()
            messages = page.say(KINDS["acute"])
            answers.append(Told("page", "acute", "", time.perf_counter() - begun, messages))
            time.sleep(0.5)
        teacher = TeamsTeacher(house.teams)
        at = teacher.say(KINDS["acute"]).at
        shown = teacher.wait(at, 10, lambda said: said.startswith("Ring 112"))
        first = shown[0] if shown else (at + 99, "")
        answers.append(Told("Teams", "acute", "", first[0] - at, [{"text": first[1]}]))
        house.redis.start()
        wait_mended(house)
        log = house.parts["bot"].log.read_text("utf-8")
    wrong = judge(answers)
    results["Redis away at the start"] = figures_of_acute(answers) | {"wrong": wrong}
    assert not wrong and WORD not in log and "Traceback" not in log


def figures_of_acute(answers: list[Answered]) -> dict[str, Any]:
    """Counts and seconds where nothing else was asked."""
    seconds = sorted(answer.seconds for answer in answers)
    return {"acute": len(answers), "acute_max_seconds": round(seconds[-1], 3)}
