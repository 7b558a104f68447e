"""What is wrong with an answer to something nasty.

An echo: an answer to a message repeats what was sent. Each text carries `MARK`, a word that no answer of ours holds,
and many carry markup; neither may come back. Two things are no echo, for they are the teacher's own words by design,
and there `MARK` is a word like any other: the lines "- …" of a note, and the few words that a plan says it heard. But
they go into other systems, so nothing in them may act: no tag, link, order, template or hidden sign (`ACTS`), however
the words around it were split.
What is inside: names of libraries, stacks, places of files. Not: our own Danish pages and kinds of errors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .abuse_corpus import MARK

INSIDE = re.compile(r"Traceback|File \"|line \d+, in|⚠|sanic|django|gunicorn|site-packages|Exception|<h1>|<pre>", re.I)
NAMES_ITSELF = re.compile(rb"gunicorn|sanic|python|werkzeug|rasa", re.I)
MARKUP = re.compile(r"<script|<svg|<img|<iframe|<style|onerror|onload=|javascript:|\{\{|\$\{|<!--", re.IGNORECASE)
ACTS = re.compile(
    r"<[a-z/!?%]|[{}]|\]\(|://|javascript:|\bon(?:error|load)\s*=|&(?:lt|gt|amp|#)|(?<!\w)/\w"
    "|[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\U000e0000-\U000e007f]",
    re.IGNORECASE,
)
QUOTED = "- "
HEARD = re.compile(r"\(jeg hørte: ([^()]*)\)")
# The directory's own page for what is no proper request.
OWN_PAGE = re.compile(r'\s*<!doctype html>\s*<html lang="da">')
NOT_IMPLEMENTED = 501
EXAMPLES = 8


@dataclass
class Report:
    """What came back."""

    inputs: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    quoted: int = 0
    examples: dict[str, list[str]] = field(default_factory=dict)

    def blame(self, what: str, sent: object, answer: object = "") -> None:
        """Note a fault, with the first few inputs that showed it."""
        self.wrong[what] += 1
        if self.wrong[what] <= EXAMPLES:
            self.examples.setdefault(what, []).append(f"{sent!r:.300} -> {answer!r:.300}")

    def note(self, where: str, status: int, content: str, sent: object, html_allowed: bool = False) -> None:
        """Note one answer, and what is wrong with it."""
        self.inputs += 1
        self.statuses[f"{where} {status}"] += 1
        if status >= 500 and status != NOT_IMPLEMENTED:
            self.blame(f"{where}: status {status}", sent, content)
        if where.startswith("directory") and OWN_PAGE.match(content):
            content = content.replace("<h1>", "")
        if not html_allowed and (inside := INSIDE.search(content)):
            self.blame(f"{where}: shows what is inside", sent, content[max(0, inside.start() - 100) :])
        # The directory names a wrong parameter, and the action server a wrong action, in JSON and on loopback only.
        if where.split()[0].strip(",") in ("directory", "actions"):
            return
        if not html_allowed and (again := MARKUP.search(content) or re.search(MARK, content)):
            self.blame(f"{where}: says again what was sent", sent, content[max(0, again.start() - 100) :])


def take_quotes(answers: list[dict[str, Any]]) -> list[str]:
    """Take the teacher's own words out of the notes and first lines of some answers, and give them."""
    taken: list[str] = []
    for message in answers:
        answer = message.get("answer") or message.get("custom") or {}
        for part in (answer, message):
            taken += HEARD.findall(part.get("text") or "")
            part.update({"text": HEARD.sub("", part["text"])} if part.get("text") else {})
        note = answer.get("note")
        lines = note["text"].split("\n") if note else []
        quoted = [line for line in lines if line.startswith(QUOTED)]
        if note:
            note["text"] = "\n".join(line for line in lines if line not in quoted)
            # The REST shape has the same once more as plain text.
            message["text"] = "\n".join(line for line in message.get("text", "").split("\n") if line not in quoted)
        taken += quoted
    return taken


def merged(reports: Iterable[Report]) -> Report:
    """Add reports together."""
    whole = Report()
    for one in reports:
        whole.inputs += one.inputs
        whole.statuses += one.statuses
        whole.wrong += one.wrong
        whole.seconds += one.seconds
        whole.quoted += one.quoted
        whole.examples |= one.examples
    return whole
