"""Read the training lines with every core."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")
_AT_ONCE = 500


def read_in_parts(read: Callable[[Sequence[str]], Result], texts: Sequence[str]) -> list[Result]:
    """Read texts, some hundred at a time, in as many processes as there are cores.

    :param read: what is done with a part of the texts; a function of a module
    :param texts: all of them
    :return: what `read` gave for each part, in order
    """
    parts = [texts[first : first + _AT_ONCE] for first in range(0, len(texts), _AT_ONCE)]
    # Forked, so that what the rules have read and compiled is there already.
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("fork")) as pool:
        return list(pool.map(read, parts))
