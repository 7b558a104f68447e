"""The mail of one digest: a subject, a plain text and the same in simple HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from directory.digest.due import Due, Line
from directory.digest.saying import say

# What a person can take in; the rest is counted, and the page of the section shows it.
MOST_LINES = 30


@dataclass(frozen=True)
class Letter:
    """One mail before it is sent."""

    subject: str
    text: str
    html: str
    count: int


def letter(whose: str, due: Due, admin_url: str) -> Letter:
    """Write the mail.

    Args:
        whose: the school's name, or the words for the shared rows.
        due: what is due; at least one line.
        admin_url: where the admin is, without a last slash.
    """
    name = " ".join(whose.split())
    words: dict[str, Any] = {
        "whose": name,
        "sections": [_section(code, lines, admin_url) for code, lines in due.lines.items() if lines],
        "overview": admin_url + due.overview,
        "admin_url": f"{admin_url}/admin/",
    }
    return Letter(
        subject=say("subject_one" if due.count == 1 else "subject", count=due.count, whose=name),
        text=render_to_string("digest/letter.txt", words),
        html=render_to_string("digest/letter.html", words),
        count=due.count,
    )


def _section(code: str, lines: Sequence[Line], admin_url: str) -> dict[str, Any]:
    shown = [{"title": line.title, "why": line.why, "url": admin_url + line.path} for line in lines[:MOST_LINES]]
    left = len(lines) - len(shown)
    return {"heading": say(f"section_{code}"), "lines": shown, "more": say("more", count=left) if left else ""}
