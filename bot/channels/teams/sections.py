"""The sections of an Answer as cards that are never too large: what is less important goes on in a card of its own."""

import json
from collections.abc import Iterator
from typing import Any

from bot.channels.teams.blocks import Block, actions, container, heading, item, toggle, words
from bot.channels.teams.wording import word

# Teams refuses more than 28 kB for a card, and 40 kB as UTF-16 for a message of a bot (learn.microsoft.com, "Format
# your bot messages"). We count the strictest way, 28 kB as UTF-16, and leave room for what stands at the end of a card
# and for the ids and addresses that an activity gets on its way.
LIMIT = 28_000
ROOM = LIMIT - 2_000

NUMBERED = ("acute", "school")
# On the page these stand open; a card is read on a phone, and the first things must be near the top.
FOLDED_HERE = ("rule",)
ALARM = "acute"


def size(content: Any) -> int:
    """Return how much of Teams' limit something takes."""
    return len(json.dumps(content, ensure_ascii=False).encode("utf-16-le", "surrogatepass"))


class Cards:
    """Fills cards with blocks, one card after the other."""

    def __init__(self, frame: int) -> None:
        """Start with one empty card.

        Args:
            frame: how much a card takes with nothing on it.
        """
        self._room = ROOM - frame
        self._used = 0
        self._sources: list[str] = []
        self._number = 0
        self.bodies: list[list[Block]] = [[]]

    def add(self, blocks: list[Block]) -> None:
        """Put blocks that stay together on the card, or on a new one when this one is full."""
        if self._used + size(blocks) > self._room and self.bodies[-1]:
            self._turn_over()
        self._used += size(blocks)
        self.bodies[-1] += blocks

    def section(self, section: dict[str, Any]) -> None:
        """Put a section on the card, and the items that have no room on the next one, under its heading again."""
        entries: list[list[Block]] = []
        begun = False
        for shown, name in self._items(section):
            cost = size(shown)
            frame = 0 if entries else size(self._framed(section, [], begun))
            if self._used + cost + frame > self._room and (entries or self.bodies[-1]):
                if entries:
                    self.bodies[-1] += self._framed(section, entries, begun)
                    begun = True
                self._turn_over()
                entries = []
            if not entries:
                self._used += size(self._framed(section, [], begun))
            self._used += cost
            self._sources += [name] if name else []
            entries.append(shown)
        if entries:
            self.bodies[-1] += self._framed(section, entries, begun)

    def finish(self) -> list[list[Block]]:
        """Return the cards' bodies."""
        self._show_sources()
        return [body for body in self.bodies if body]

    def _items(self, section: dict[str, Any]) -> Iterator[tuple[list[Block], str]]:
        listed = section.get("items") or []
        numbered = section.get("id") in NUMBERED and len(listed) > 1
        for number, given in enumerate(listed, start=1):
            self._number += 1
            name = f"source{self._number}" if given.get("source") else ""
            yield item(given, f"{number}. " if numbered else "", name), name

    def _framed(self, section: dict[str, Any], entries: list[list[Block]], begun: bool) -> list[Block]:
        blocks = [block for entry in entries for block in entry]
        title = section.get("heading") or ""
        title = word("continued", heading=title) if begun else title
        if section.get("folded") or section.get("id") in FOLDED_HERE:
            name = f"{section.get('id')}{len(self.bodies)}"
            opener = toggle(word("show", heading=title), [name])
            return [
                actions([opener], spacing="medium", separator=True),
                container(blocks, id=name, isVisible=False, spacing="small"),
            ]
        if section.get("id") == ALARM:
            return [container([heading(title), *blocks], style="attention", bleed=True, spacing="medium")]
        return [heading(title, spacing="large", separator=True), *blocks]

    def _turn_over(self) -> None:
        self.bodies[-1].append(words(word("more"), "medium", italic=True))
        self._show_sources()
        self.bodies.append([])
        self._used = 0

    def _show_sources(self) -> None:
        """One button shows every source of the card, each beside what it says."""
        if self._sources:
            self.bodies[-1].append(actions([toggle(word("sources"), self._sources)], spacing="medium", separator=True))
        self._sources = []
