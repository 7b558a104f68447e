"""Writes docs/teams_refusals.md from the cases that the tests try.

PYTHONPATH=. python tests/unit/bot/teams/refusal_table.py
"""

from pathlib import Path

from refused_cases import ACTIVITIES, CASES, TOKENS, Case

from bot.channels.teams.refusals import REASONS

PAGE = Path(__file__).resolve().parents[4] / "docs" / "teams_refusals.md"
HEAD = f"""# What the Teams door refuses

{len(CASES)} ways in which a token or an activity can be wrong. Each is tried with locally made keys,
also through the real door (`tests/unit/bot/teams`). This page is written from the same list, and a test compares
them. The caller gets the status and the reason, the log one line, `teams: refused with 401: <reason>`,
without id, address, tenant or text. Headers of more than 8 kB are refused with 413 before that.

401: the token does not show that the Bot Connector sends. 403: it does, but not this activity, or not from here.
Nothing is ever answered with 500.

A token that is used again within its time is let through on purpose: the Connector uses one token for many activities,
and none names the activity it comes with. An activity that comes twice is answered once, by its id.
"""


def page() -> str:
    """Return the whole page."""
    parts = [HEAD, "## The token", table(TOKENS), "## The activity", table(ACTIVITIES)]
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def table(cases: list[Case]) -> str:
    """Return one table."""
    rows = [f"| {case.what} | {REASONS[case.reason]} | `{case.reason}` |" for case in cases]
    return "\n".join(["| what is wrong | answer | reason in the log |", "|---|---|---|", *rows])


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
