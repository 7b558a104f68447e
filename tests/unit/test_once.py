"""What one message is read as is kept while it is being understood, and no longer."""

import gc
import weakref

import pytest

from bot.once import once, one_message


class Found:
    """Something that can be looked for after it was forgotten."""


@once
def find(text: str) -> Found:
    if not text:
        raise ValueError("nothing")
    return Found()


def test_one_message_is_read_once() -> None:
    with one_message():
        assert find("a") is find("a")
        assert find("a") is not find("b")
    assert find("a") is not find("a")


def test_a_part_of_a_message_forgets_nothing() -> None:
    with one_message():
        first = find("a")
        with one_message():
            assert find("a") is first
        assert find("a") is first


def test_nothing_stays_after_the_message_also_when_it_fails() -> None:
    with pytest.raises(ValueError, match="nothing"), one_message():
        kept = weakref.ref(find("a"))
        assert kept() is not None
        find("")
    gc.collect()
    assert kept() is None
