"""The linear model: learns, is stored as arrays, and reads back the same."""

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from bot.nlu.linear import LinearModel

ROWS = np.array([[3, 0, 1], [2, 0, 0], [1, 0, 1], [0, 2, 1], [0, 1, 0], [0, 3, 1]], dtype=float)
LEXICON = np.array([[1, 0], [1, 0], [0, 0], [0, 1], [0, 1], [0, 0]], dtype=float)
LABELS = np.array([[True, False]] * 3 + [[False, True]] * 3)


@pytest.fixture
def blocks() -> list[csr_matrix]:
    return [csr_matrix(ROWS), csr_matrix(LEXICON)]


def test_it_learns_and_its_shares_add_up_to_one(blocks: list[csr_matrix]) -> None:
    model = LinearModel.fit(blocks, LABELS, ["hash", "sorg"], C=10)
    shares = model.shares(blocks)
    assert shares.argmax(axis=1).tolist() == [0, 0, 0, 1, 1, 1]
    assert np.allclose(shares.sum(axis=1), 1)


def test_it_reads_back_the_same_and_holds_no_code(blocks: list[csr_matrix], tmp_path: Path) -> None:
    model = LinearModel.fit(blocks, LABELS, ["hash", "sorg"], C=10)
    model.save(tmp_path)
    again = LinearModel.read(tmp_path)
    assert again.labels == ["hash", "sorg"]
    assert np.allclose(again.probabilities(blocks), model.probabilities(blocks), atol=1e-5)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["labels.json", "model.npz"]
    with np.load(tmp_path / "model.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype.kind == "f" for name in arrays.files)


def test_a_text_without_known_features_gets_an_answer(blocks: list[csr_matrix]) -> None:
    model = LinearModel.fit(blocks, LABELS, ["hash", "sorg"], C=10)
    nothing = [csr_matrix((1, 3)), csr_matrix((1, 2))]
    assert np.isfinite(model.probabilities(nothing)).all()


def test_a_message_alone_is_judged_as_it_is_among_others(blocks: list[csr_matrix]) -> None:
    wide = csr_matrix(np.hstack([ROWS, np.zeros((6, 300)), ROWS[:, ::-1]]))
    model = LinearModel.fit([wide, blocks[1]], LABELS, ["hash", "sorg"], C=10)
    together = model.probabilities([wide, blocks[1]])
    alone = [model.probabilities([wide[row], blocks[1][row]])[0] for row in range(6)]
    assert np.allclose(alone, together, atol=1e-9) and np.ptp(together) > 0.1
