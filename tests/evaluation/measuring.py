"""Everything that is measured of one model, in one run over the lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.nlu.lexicon import topic_codes
from bot.redaction import redact

from . import calibration, measures, measures_of_facts
from .answers import TimedModel, by_words
from .figures import Measured, under
from .lines import NAMES, Answer, Line, Pair, answered, read_lines
from .spellings import SPELLINGS

Understand = Callable[[str], Answer]


@dataclass(frozen=True)
class Results:
    """What was measured: the figures by key, the words' own figures, and what the report draws."""

    lines: Mapping[str, int]
    figures: Mapping[str, Measured]
    words: Mapping[str, Measured]
    utterances: Sequence[Pair]
    danger: Sequence[Pair]
    short: Sequence[Pair]
    milliseconds: Sequence[float]


def lines_of(name: str) -> list[Line]:
    """Read the lines of a file of this folder, each marked with the file it stands in."""
    return [{**line, "file": name} for line in read_lines(name)]


def latency(milliseconds: Sequence[float]) -> dict[str, Measured]:
    """Measure the time of half of the texts and of 95 in 100."""
    if not milliseconds:
        return {"p50": Measured(None, 0), "p95": Measured(None, 0)}
    middle, slow = np.quantile(milliseconds, (0.5, 0.95))
    return {"p50": Measured(float(middle), len(milliseconds)), "p95": Measured(float(slow), len(milliseconds))}


def of_content(pairs: Sequence[Pair]) -> dict[str, Measured]:
    """Measure the three figures that another spelling must not change."""
    return {
        "intent": measures.intents(pairs)["accuracy"],
        "topics": measures.topics(pairs, topic_codes())["micro_f1"],
        "danger": measures.dangers(pairs)["caught"],
    }


def of_short(pairs: Sequence[Pair]) -> dict[str, Measured]:
    """Measure short first messages, apart from all other lines: what the teacher wants, danger, and invented ages.

    :param pairs: lines with answers
    """
    danger = measures.dangers(pairs)
    return {
        **of_content(pairs),
        "false_alarms": danger["false_alarms"],
        "needless_check": danger["needless_check"],
        "age_invented": measures_of_facts.ages(pairs)["invented"],
    }


def robustness(lines: Sequence[Line], understand: Understand) -> dict[str, Measured]:
    """Measure what is lost when the same lines are typed otherwise, in points."""
    before = of_content(answered(lines, understand))
    lost: dict[str, Measured] = {}
    for name, spell in SPELLINGS.items():
        respelt = [{**line, "text": spell(line["text"])} for line in lines]
        lost |= under(name, measures.points_lost(before, of_content(answered(respelt, understand))))
    return lost


def of_words(utterances: Sequence[Line], danger: Sequence[Line], short: Sequence[Line]) -> dict[str, Measured]:
    """Measure the baseline of words alone; words tell topics and danger, neither intent nor age."""
    pairs = answered(utterances, by_words)
    of_short_lines = of_short(answered(short, by_words))
    return {
        **under("topics", measures.topics(pairs, topic_codes())),
        **under("danger", measures.dangers(answered(danger, by_words))),
        **under("ordinary", measures.dangers(pairs)),
        **under("short", {key: of_short_lines[key] for key in ("topics", "danger", "false_alarms", "needless_check")}),
    }


def of_answers(pairs: Mapping[str, Sequence[Pair]]) -> dict[str, Measured]:
    """Measure all that the answers to the lines as written tell.

    :param pairs: by name of file
    """
    utterances = pairs["utterances"]
    facts = measures_of_facts
    return {
        **under("intent", measures.intents(utterances)),
        "intent.calibration_error": calibration.error(calibration.bins(calibration.of_intents(utterances))),
        **under("topics", measures.topics(utterances, topic_codes())),
        "topics.calibration_error": calibration.error(calibration.bins(calibration.of_topics(utterances))),
        **under("danger", measures.dangers(pairs["danger"])),
        **under("ordinary", measures.dangers(utterances)),
        **under("places", facts.places(pairs["places"])),
        **under("ordinary_places", facts.places(utterances)),
        **under("age", facts.ages(pairs["age"])),
        **under("ordinary_age", facts.ages(utterances)),
        **under("language", facts.languages(pairs["language"])),
    }


def measure(model: TimedModel) -> Results:
    """Measure everything of a model.

    :param model: the loaded model
    """
    lines = {name: lines_of(name) for name in NAMES}
    model("God morgen")  # the first text of a process pays for what is loaded late
    model.seconds.clear()
    pairs = {name: answered(each, model) for name, each in lines.items() if name not in ("privacy", "short")}
    milliseconds = [1000 * seconds for seconds in model.seconds.values()]
    short = answered(lines["short"], model)  # after the times, which are to be of the same texts as before
    figures = {
        **of_answers(pairs),
        **under("short", of_short(short)),
        **under("privacy", measures_of_facts.privacy(lines["privacy"], lambda text: redact(text).text)),
        **under("latency", latency(milliseconds)),
        **robustness([*lines["utterances"], *lines["danger"]], model),
    }
    return Results(
        lines={name: len(each) for name, each in lines.items()},
        figures=figures,
        words=of_words(lines["utterances"], lines["danger"], lines["short"]),
        utterances=pairs["utterances"],
        danger=pairs["danger"],
        short=short,
        milliseconds=milliseconds,
    )
