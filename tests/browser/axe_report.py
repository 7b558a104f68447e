"""axe-core over a page in both colour schemes and widths; what it found is kept in results/axe.json."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

REPORT = Path(__file__).resolve().parents[2] / "results" / "axe.json"
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDTHS = (320, 1280)
# Every rule that axe has on by itself, best practice too, and the size of targets, which it leaves off.
OPTIONS = {
    "resultTypes": ["violations", "incomplete"],
    "rules": {"target-size": {"enabled": True}},
    # On a busy machine a frame takes its time.
    "pingWaitTime": 10_000,
    "frameWaitTime": 60_000,
}

_seen: dict[str, dict[str, Any]] = {}


def audit(page: Page, state: str, schemes: Sequence[Scheme] = SCHEMES, widths: Sequence[int] = WIDTHS) -> list[str]:
    """Run axe over what the page shows now, and put the counts in the report.

    Args:
        page: the page, in the state to look at.
        state: the state's name in the report.
        schemes: the colours to look in.
        widths: the widths to look in.

    Returns:
        One line for each finding; empty when there is nothing to mend.
    """
    found = []
    for frame in page.frames:
        # Each frame looks at itself, and tells the one around it.
        frame.evaluate(AXE_SCRIPT)
        frame.evaluate("() => axe.configure({ allowedOrigins: ['<unsafe_all_origins>'] })")
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            # The page hears of its new size with the next frame.
            page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            name = f"{state}, {scheme}, {width}"
            said = page.evaluate("(options) => axe.run(options)", OPTIONS)
            lines = [_line(name, rule) for rule in said["violations"]]
            found += lines
            _seen[name] = {"findings": lines, "passed": len(said["passes"]), "to_be_judged": _nodes(said["incomplete"])}
    _write()
    return found


def _line(name: str, rule: dict[str, Any]) -> str:
    where = ", ".join(str(node["target"][0]) for node in rule["nodes"][:5])
    return f"{name}: {rule['id']} ({rule['impact']}): {where}"


def _nodes(rules: list[dict[str, Any]]) -> dict[str, int]:
    """Count what axe leaves to a person."""
    return {rule["id"]: len(rule["nodes"]) for rule in rules}


def _write() -> None:
    findings = sum(len(entry["findings"]) for entry in _seen.values())
    whole = {"states_by_scheme_and_width": len(_seen), "findings": findings, "states": _seen}
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
