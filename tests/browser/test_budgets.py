"""What the page may cost: bytes, the time until the teacher can write, and no line that jumps while it is read.

`make test-browser` holds it to the promised figures; other runs share the machine, so their bounds are wider.
The figures are kept in results/page.json.
"""

import gzip
import json
import os
from pathlib import Path
from statistics import median
from typing import Any

import pytest
import requests
from playwright.sync_api import expect
from stand_in import FakeBot, OpenPage

pytestmark = pytest.mark.slow

REPORT = Path(__file__).resolve().parents[2] / "results" / "page.json"
STRICT = bool(os.environ.get("VEJVISER_BUDGETS"))
READY_MS = 1000 if STRICT else 5000
SCRIPT_MS = 150 if STRICT else 750
SCRIPT_BYTES, PAGE_BYTES = 80_000, 130_000
LOADS = 5
# As browsers count it: what moves within half a second of a key or a press was asked for by the person.
SHIFTS = """
globalThis.moved = 0;
new PerformanceObserver((seen) => {
  for (const one of seen.getEntries()) if (!one.hadRecentInput) globalThis.moved += one.value;
}).observe({ type: 'layout-shift', buffered: true })
"""


def note(**figures: Any) -> None:
    """Keep figures beside those already there."""
    REPORT.parent.mkdir(exist_ok=True)
    before = json.loads(REPORT.read_text("utf-8")) if REPORT.exists() else {}
    REPORT.write_text(json.dumps({**before, **figures}, indent=1) + "\n", encoding="utf-8")


def test_the_page_is_small_and_packed(open_page: OpenPage) -> None:
    chat = open_page()
    listed = chat.page.evaluate("performance.getEntriesByType('resource').map(one => [one.name, one.encodedBodySize])")
    sizes = {name.rpartition("/chat/")[2]: size for name, size in listed}
    script = sum(size for name, size in sizes.items() if name.endswith(".js"))
    note(script_bytes=script, page_bytes=sum(sizes.values()))
    assert 0 < script <= SCRIPT_BYTES
    assert sum(sizes.values()) <= PAGE_BYTES


def test_the_teacher_can_write_at_once(open_page: OpenPage) -> None:
    chat = open_page()
    cdp = chat.page.context.new_cdp_session(chat.page)
    cdp.send("Network.setCacheDisabled", {"cacheDisabled": True})
    cdp.send("Performance.enable")
    ready, script = [], []
    for _ in range(LOADS):
        chat.page.reload()
        expect(chat.answers.first).to_be_visible()
        # Modules have run, and listen, when the document's content is loaded.
        ready.append(chat.page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"))
        metrics = {one["name"]: one["value"] for one in cdp.send("Performance.getMetrics")["metrics"]}
        script.append(1000 * metrics["ScriptDuration"])
    note(ready_ms=round(median(ready)), script_ms=round(median(script), 1), strict=STRICT)
    assert median(ready) <= READY_MS
    assert median(script) <= SCRIPT_MS


@pytest.mark.parametrize("width", [320, 1280])
def test_no_line_jumps(open_page: OpenPage, width: int) -> None:
    chat = open_page(viewport={"width": width, "height": 800})
    chat.page.evaluate(SHIFTS)
    chat.say("Hun er tit væk").press("Ved ikke").say("Svar langsomt").say("plan").say("Hun har taget piller")
    chat.page.wait_for_timeout(300)
    moved = chat.page.evaluate("globalThis.moved")
    note(**{f"layout_shift_{width}": moved})
    assert moved == 0


def get(bot: FakeBot, path: str, **headers: str) -> requests.Response:
    return requests.get(f"{bot.url}/chat/{path}", headers=headers, timeout=10)


@pytest.mark.parametrize("path", ["", "chat.css", "chat.js", "dkfds/icons.svg", "dkfds/colours.css"])
def test_a_file_goes_out_packed_and_only_when_it_changed(fake_bot: FakeBot, path: str) -> None:
    plain = get(fake_bot, path, **{"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    with requests.get(f"{fake_bot.url}/chat/{path}", stream=True, timeout=10) as packed:
        assert packed.headers["Content-Encoding"] == "gzip" and packed.headers["Vary"] == "Accept-Encoding"
        assert gzip.decompress(packed.raw.read()) == plain.content
    again = get(fake_bot, path, **{"If-None-Match": plain.headers["ETag"]})
    assert again.status_code == 304 and not again.content
    assert again.headers["Content-Security-Policy"] == plain.headers["Content-Security-Policy"]


def test_letters_are_kept_for_a_week_and_come_from_here_alone(fake_bot: FakeBot) -> None:
    font = get(fake_bot, "dkfds/IBMPlexSans-Regular-Latin1.woff2")
    assert font.headers["Content-Type"] == "font/woff2"
    assert font.headers["Cache-Control"] == "public, max-age=604800"
    assert "font-src 'self'" in font.headers["Content-Security-Policy"]
    for path in ("dkfds/none.woff2", "dkfds/..%2fchannel.py", "dkfds/%2e%2e/%2e%2e/channel.py", "dkfds/taken.json"):
        assert get(fake_bot, path).status_code == 404, path


def test_the_letters_are_those_of_the_design_system(open_page: OpenPage) -> None:
    chat = open_page()
    assert (
        chat.page.evaluate("document.fonts.ready.then(() => [...document.fonts].map((one) => one.status))")
        == ["loaded"] * 2
    )
