"""What is counted in messages, as rows of one matrix per featurizer: thousands of lines need no matrix of their own."""

from __future__ import annotations

from collections.abc import Sequence

from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix, vstack

# One matrix per featurizer, one row per message.
Blocks = Sequence[csr_matrix]
_ROWS = "rows"


def add_rows(messages: Sequence[Message], matrix: csr_matrix) -> None:
    """Give each message its row of a featurizer's matrix.

    :param messages: the messages, in the matrix' order
    :param matrix: one row per message
    """
    for number, message in enumerate(messages):
        message.data.setdefault(_ROWS, []).append((matrix, number))


def blocks_of(messages: Sequence[Message]) -> Blocks:
    """Give what the featurizers before counted.

    :param messages: messages that passed the same featurizers
    :return: one matrix per featurizer, each with one row per message
    """
    return [_stack(rows) for rows in zip(*(message.get(_ROWS) for message in messages), strict=True)]


def _stack(rows: Sequence[tuple[csr_matrix, int]]) -> csr_matrix:
    matrix, numbers = rows[0][0], [number for _, number in rows]
    if any(other is not matrix for other, _ in rows):
        return vstack([other[number] for other, number in rows], format="csr")
    return matrix if numbers == list(range(matrix.shape[0])) else matrix[numbers]
