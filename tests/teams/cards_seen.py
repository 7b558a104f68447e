"""An Adaptive Card as a person reads it: its words in order, and its buttons."""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

# Where a card keeps what it shows.
CHILDREN = ("body", "items", "columns", "rows", "cells", "inlines", "facts", "choices")
WORDS = ("text", "title", "label", "placeholder", "altText")


class Card:
    """One card."""

    def __init__(self, content: Json) -> None:
        self.content = content

    @property
    def words(self) -> str:
        """All its words, also what is folded, in the order of reading; buttons by their titles."""
        return "\n".join(_words(self.content))

    @property
    def visible(self) -> str:
        """What is read before anything is unfolded."""
        return "\n".join(_words(self.content, folded=False))

    @property
    def actions(self) -> list[Json]:
        """All its buttons."""
        return [element for element in _walk(self.content) if str(element.get("type", "")).startswith("Action.")]

    @property
    def links(self) -> list[str]:
        """Where its buttons and texts lead to."""
        return [action["url"] for action in self.actions if action["type"] == "Action.OpenUrl"]

    @property
    def titles(self) -> list[str]:
        """What its buttons say."""
        return [str(action.get("title", "")) for action in self.actions]


def _walk(element: Any, folded: bool = True) -> Iterator[Json]:
    if isinstance(element, str):
        yield {"type": "TextRun", "text": element}
    elif isinstance(element, list):
        for part in element:
            yield from _walk(part, folded)
    elif isinstance(element, dict):
        if not folded and element.get("isVisible") is False:
            return
        yield element
        for name in (*CHILDREN, "actions", "selectAction", "card", "inlineAction"):
            # Facts have a text under `value`; only lists and elements are gone into.
            if isinstance(element.get(name), list | dict):
                yield from _walk(element[name], folded)


def _words(content: Json, folded: bool = True) -> Iterator[str]:
    for element in _walk(content, folded):
        mark = "[{}]" if str(element.get("type", "")).startswith("Action.") else "{}"
        names = (*WORDS, "value") if element.get("type", "Fact") in ("Fact", "Input.Text") else WORDS
        said = [str(element[name]) for name in names if isinstance(element.get(name), str) and element[name]]
        if element.get("type") == "AdaptiveCard" or not said:
            continue
        yield mark.format(" ".join(said))
