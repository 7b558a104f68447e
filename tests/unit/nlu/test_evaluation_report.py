"""The gate and the page of the evaluation, and the gate on the trained model."""

import re
from pathlib import Path

import pytest
from evaluation import charts, gate, page
from evaluation.answers import TimedModel
from evaluation.figures import Measured, Wanted, groups, share, wanted
from evaluation.lines import NAMES, Answer, read_lines
from evaluation.measuring import Results, measure

from bot.nlu.lexicon import intent_codes, topic_codes
from bot.understand import newest_model

LOW = Wanted("a", "false alarms", "share", low=True, needed=0.1, aim=0.04)
HIGH = Wanted("b", "caught", "share", needed=0.98, aim=1.0)


@pytest.mark.parametrize(
    ("want", "value", "standing"),
    [
        (LOW, 0.04, "aim"), (LOW, 0.1, "needed"), (LOW, 0.11, "missed"),
        (HIGH, 1.0, "aim"), (HIGH, 0.98, "needed"), (HIGH, 0.979, "missed"),
        (HIGH, None, "not measured"), (Wanted("c", "main", "share"), 0.5, ""),
    ],
)  # fmt: skip
def test_a_figure_reaches_the_aim_or_what_is_needed_or_misses(want: Wanted, value: float | None, standing: str) -> None:
    assert want.standing(Measured(value, 10)) == standing


def test_the_gate_names_each_figure_that_fell() -> None:
    both = {"a": LOW, "b": HIGH}
    figures = {"a": share([True, False]), "b": share([True, True])}
    assert gate.fallen(figures, {"a": 0.5, "b": 1.0}, both) == []
    fell = gate.fallen(figures, {"a": 0.4, "b": 1.0}, both)
    assert fell == ["a: false alarms: 50.0 % is above its ceiling (ceiling 40.0 %)"]
    assert "below its floor" in gate.fallen({**figures, "b": share([True, False])}, {"a": 0.5, "b": 1.0}, both)[0]
    assert "no floor" in gate.fallen(figures, {"a": 0.5}, both)[0]
    assert "not measured" in gate.fallen({"a": figures["a"]}, {"a": 0.5, "b": 1.0}, both)[0]


def test_floors_are_only_raised(tmp_path: Path) -> None:
    wants = {
        "a": LOW,
        "b": HIGH,
        "t": Wanted("t", "time", "ms", low=True),
        "p": Wanted("p", "lost", "points", low=True),
    }
    figures = {"a": Measured(0.05, 500), "b": Measured(0.9, 500), "t": Measured(4.0, 500), "p": Measured(-1.5, 500)}
    raised = gate.raised(figures, {"a": 0.2, "b": 0.95, "t": 30.0, "p": 2.0}, wants)
    # a: 5 % and one point; b was measured lower than its floor; a time stays; p: 1.5 gained and one point.
    assert raised == {"a": 0.06, "b": 0.95, "t": 30.0, "p": -0.5}
    # On 40 lines three of them are 7.5 points, and the floor stays as far away as that.
    free = Wanted("a", "false alarms", "share", low=True)
    assert gate.raised({"a": Measured(0.05, 40)}, {"a": 0.2}, {"a": free}) == {"a": 0.125}
    needed = Wanted("b", "caught", "share", needed=0.98)
    assert gate.raised({"b": Measured(0.99, 100)}, {"b": 0.9}, {"b": needed}) == {"b": 0.98}
    assert gate.raised({"b": Measured(0.97, 100)}, {"b": 0.9}, {"b": needed}) == {"b": 0.94}
    path = tmp_path / "floors.yml"
    gate.write_floors(raised, path)
    assert gate.read_floors(path) == raised
    assert "Raised only" in path.read_text("utf-8")


def test_every_figure_has_a_floor_and_what_is_needed_is_no_stricter_than_the_aim() -> None:
    assert set(gate.read_floors()) == set(wanted())
    for want in wanted().values():
        assert (want.needed is None) == (want.aim is None), want.key
        assert want.needed is None or want.reaches(want.aim, want.needed), want.key


def results_of(text: str) -> Results:
    line = {"file": "danger", "id": "d1", "text": text, "acute": "urgent", "kinds": ["aere"]}
    utterance = {"file": "utterances", "id": "u1", "text": "hej", "intent": "greet", "acute": "none", "topics": []}
    figures = {key: Measured(0.5, 2, 1) for key in wanted()}
    pairs = [(utterance, Answer(intent="thank", confidence=0.4))]
    short = {"file": "short", "id": "s1", "text": f"kort {text}", "acute": "urgent"}
    return Results({"danger": 1}, figures, {}, pairs, [(line, Answer())], [(short, Answer())], [5.0, 6.0])


def test_the_page_shows_missed_dangers_as_text_and_asks_nobody_for_anything() -> None:
    about = page.About("vejviser-test", "2026-11-22", ["danger.caught: fell"])
    written = page.as_html(about, results_of("<script>alert(1)</script> & mere"), gate.read_floors())
    assert "<td>&lt;script&gt;alert(1)&lt;/script&gt; &amp; mere</td>" in written
    assert "<td>kort &lt;script&gt;alert(1)&lt;/script&gt; &amp; mere</td>" in written
    assert "<script" not in written
    assert not re.search(r"https?:|//|\bsrc=|@import|url\(", written)
    assert "danger.caught: fell" in written
    assert "not real teachers" in written
    assert all(group.heading in written for group in groups())


def test_the_figures_as_data_hold_no_text_of_a_line() -> None:
    data = page.as_json(page.About("vejviser-test", "2026-11-22", []), results_of("meget hemmeligt"), {})
    assert data["wrong_dangers"]["missed"] == ["d1"]
    assert data["short_missed"] == ["s1"]
    assert "meget hemmeligt" not in str(data)
    assert set(data["figures"]) == set(wanted())


def test_dangers_that_went_wrong_are_all_listed() -> None:
    def line(file: str, level: str) -> dict[str, str]:
        return {"file": file, "acute": level}

    missed, weaker = line("danger", "urgent"), line("utterances", "acute")
    alarm, ordinary = line("danger", "none"), line("utterances", "none")
    wrong = page.wrong_dangers(
        [
            (missed, Answer()),
            (weaker, Answer(danger="urgent")),
            (alarm, Answer(danger="acute")),
            (ordinary, Answer(danger="urgent")),
            (line("danger", "acute"), Answer(danger="acute")),
        ]
    )
    assert wrong == {"missed": [(missed, "none")], "not_acute": [(weaker, "urgent")], "alarms": [(alarm, "acute")]}


def test_confusion_leaves_out_names_that_never_occur() -> None:
    found = page.confusion([("a", "a"), ("a", "c"), ("a", "c")], ("a", "b", "c"))
    assert list(found.names) == ["a", "c"]
    assert found.counts == [[1, 2], [0, 0]]
    assert found.shade(2, 0) == pytest.approx(2 / 3)


def test_a_histogram_puts_all_slow_texts_in_its_last_bar() -> None:
    drawn = charts.histogram([1.0, 2.0, 500.0, 900.0], [("p50", 4.0)], bars=3)
    # The axis reaches 6 ms, half as far again as the mark: three bars of 2 ms.
    assert "<title>2 texts from 4.0 ms</title>" in drawn
    assert "slowest 900" in drawn


def test_the_lines_are_there_and_their_ids_are_their_own() -> None:
    for name in ("utterances", "danger", "places", "age", "privacy", "language", "short"):
        ids = [line["id"] for line in read_lines(name)]
        assert ids
        assert len(ids) == len(set(ids)), name


def test_short_lines_are_short_and_stand_in_no_other_file() -> None:
    others = {line["text"].lower() for name in NAMES if name != "short" for line in read_lines(name)}
    for line in read_lines("short"):
        assert 1 <= len(line["text"].split()) <= 9, line["id"]
        assert line["text"].lower() not in others, line["id"]
        assert ("topics" in line) == (line["intent"] == "report_concern"), line["id"]
        assert set(line.get("topics", ())) <= set(topic_codes()), line["id"]
        assert line["intent"] in intent_codes(), line["id"]
        assert line["acute"] in page.LEVELS, line["id"]


@pytest.mark.slow
def test_no_figure_of_the_trained_model_fell_below_its_floor() -> None:
    results = measure(TimedModel(newest_model()))
    looked_at = {key: want for key, want in wanted().items() if want.unit != "ms"}
    assert gate.fallen(results.figures, gate.read_floors(), looked_at) == []
