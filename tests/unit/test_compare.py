"""The comparison of ways of understanding measures what it says, and never trains on what it measures."""

from pathlib import Path

import numpy as np
import pytest
from evaluation import compare_data
from evaluation.compare_data import HELD_OUT, Example, folds, hold_out, of_hands, read_examples
from evaluation.compare_measures import (
    best_threshold,
    chosen,
    danger_figures,
    difference,
    level_figures,
    micro_f1,
    topic_figures,
)
from evaluation.compare_table import END, START, placed
from evaluation.compare_variants import bayes, keyword_intents, keyword_topics, logistic, machine

CODES = ("sorg", "stress", "mobning", "generelt")


def example(text: str, file: str, topics: tuple[str, ...] = ("sorg",)) -> Example:
    return Example(text, "report_concern", topics, "none", file)


def write_data(folder: Path) -> None:
    for name in (*HELD_OUT, "concern_more/smed.yml", "thank.yml"):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        lines = "".join(f"      - {path.stem} linje {number}\n" for number in range(10))
        about = "    metadata: {topics: [sorg, stress], danger: urgent}\n" if "/" in name else ""
        intent = "report_concern" if "/" in name else "thank"
        path.write_text(
            f'version: "3.1"\nnlu:\n  - intent: {intent}\n{about}    examples: |\n{lines}', encoding="utf-8"
        )


def test_a_block_gives_its_labels_to_every_line(tmp_path: Path) -> None:
    write_data(tmp_path)
    found = read_examples(tmp_path)
    assert len(found) == 10 * (len(HELD_OUT) + 2)
    smed = [each for each in found if each.file == "concern_more/smed.yml"]
    assert smed[3] == Example("smed linje 3", "report_concern", ("sorg", "stress"), "urgent", "concern_more/smed.yml")


def test_a_missing_hand_is_told(tmp_path: Path) -> None:
    write_data(tmp_path)
    (tmp_path / HELD_OUT[0]).unlink()
    with pytest.raises(FileNotFoundError, match=r"kok\.yml"):
        read_examples(tmp_path)


def test_whole_hands_and_a_fifth_of_the_rest_are_left_out(tmp_path: Path) -> None:
    write_data(tmp_path)
    parted = hold_out(read_examples(tmp_path))
    assert {each.file for each in of_hands(parted.test)} == set(HELD_OUT)
    assert sum(each.file == "thank.yml" for each in parted.test) == 2
    assert not {each.text for each in parted.train} & {each.text for each in parted.test}
    assert not {each.file for each in parted.train} & set(HELD_OUT)


def test_a_line_that_reads_like_a_left_out_one_is_not_trained_on() -> None:
    left_out = example("Hun græder!", HELD_OUT[0])
    parted = hold_out(
        [left_out, example("hun graeder", "concern_more/smed.yml"), example("ny", "concern_more/smed.yml")]
    )
    assert [each.text for each in parted.train] == ["ny"]


def test_folds_keep_a_hand_together_and_never_measure_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare_data, "FOLDS", 2)
    both = ("danger/more_murer.yml", "danger/not_danger_murer.yml")
    lines = [
        example(f"å {file} {n}", file) for file in (*both, "concern_more/smed.yml", "concern/sorg.yml") for n in (1, 2)
    ]
    made = folds(compare_data.with_copies(lines))
    for parted in made:
        assert len({each.file for each in parted.test} & set(both)) in (0, 2)
        assert not any(each.copy_of or each.file.startswith("concern/") for each in parted.test)
        assert not {each.file for each in parted.train} & {each.file for each in parted.test}
    assert sum(len(parted.test) for parted in made) == 6


def test_topics_are_chosen_as_the_product_does() -> None:
    scores = np.array([[0.9, 0.8, 0.7, 0.6], [0.1, 0.2, 0.1, 0.1], [0.5, 0.0, 0.0, 0.9]])
    found = chosen(scores, CODES, 0.4)
    assert found.tolist() == [
        [True, True, True, False],  # at most three
        [False, True, False, False],  # none above: the first
        [True, False, False, False],  # "generelt" says nothing beside a topic
    ]


def test_the_best_threshold_separates_what_can_be_separated() -> None:
    true = np.eye(4, dtype=bool)[[0, 1, 2, 0, 1, 2] * 10]
    scores = np.where(true, 0.8, 0.3)
    micro, threshold = best_threshold(true, scores, CODES)
    assert micro == 1.0
    assert 0.3 < threshold <= 0.8


def test_micro_f1_counts_pairs() -> None:
    true = np.array([[True, True, False], [False, True, False]])
    found = np.array([[True, False, True], [False, True, False]])
    # two right of three named and three true: precision and recall are both two thirds
    assert micro_f1(true, found) == pytest.approx(2 / 3)


def test_the_first_choice_is_judged_against_the_main_topic_and_against_all() -> None:
    true = np.array([[True, True, False, False], [True, False, False, False]])
    scores = np.array([[0.2, 0.9, 0.1, 0.0], [0.9, 0.0, 0.0, 0.0]])
    figures = topic_figures(true, ["sorg", "sorg"], scores, true, CODES)
    assert (figures["topics_first"], figures["topics_hit"]) == (0.5, 1.0)


def test_the_interval_of_equal_answers_is_nothing_and_of_better_ones_is_above_zero() -> None:
    true = np.eye(4, dtype=bool)[[0, 1] * 50]
    worse = true.copy()
    worse[:40] = worse[:40, ::-1]
    assert difference(true, worse, worse) == (0.0, 0.0)
    low, high = difference(true, worse, true)
    assert 0.2 < low < 0.4 < high < 0.6


def test_danger_is_caught_at_no_more_than_a_tenth_of_false_alarms() -> None:
    levels = np.array([3, 2, 2, 1, *[0] * 10])
    # One harmless line scores above the mildest danger: one alarm in ten is allowed. The check is no false alarm.
    scores = np.array([0.9, 0.8, 0.3, 0.95, 0.5, *[0.1] * 9])
    assert danger_figures(levels, scores)["danger_caught"] == 1.0
    scores[5] = 0.6  # two in ten: now only the two above both are caught
    assert danger_figures(levels, scores)["danger_caught"] == pytest.approx(2 / 3)


def test_a_question_is_caught_but_not_named() -> None:
    figures = level_figures(np.array([3, 2, 0, 0]), np.array([2, 1, 1, 3]))
    assert figures == {"caught": 1.0, "named": 0.5, "false_alarms": 0.5, "needless_check": 0.5}


@pytest.mark.parametrize("learn", [logistic, machine, bayes])
def test_every_learner_learns_what_is_plain(learn) -> None:  # type: ignore[no-untyped-def]
    from scipy.sparse import csr_matrix, identity

    wide = csr_matrix(identity(4).toarray()[[0, 1, 2, 3] * 5].repeat(60, axis=1))
    answers = np.eye(4, dtype=bool)[[0, 1, 2, 3] * 5]
    found = learn([wide], answers, CODES, 1.0, False).probabilities([wide])
    assert (found.argmax(axis=1) == answers.argmax(axis=1)).all()


def test_keywords_fall_back_to_the_general_worry() -> None:
    scores = keyword_topics(["xyzzy"])
    assert scores.sum() == 1.0
    assert keyword_intents(["xyzzy"]) == ["report_concern"]


def test_the_figures_are_placed_between_their_marks() -> None:
    page = f"# Title\n\n{START}\nold\n{END}\n\nafter\n"
    assert placed(page, "new") == f"# Title\n\n{START}\n\nnew\n\n{END}\n\nafter\n"
    with pytest.raises(ValueError, match="no place"):
        placed("# Title", "new")
