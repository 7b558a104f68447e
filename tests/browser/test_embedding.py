"""The chat on a school's own page, in a real browser, from another site: who may show it, and that little breaks it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_report import audit
from embed_host import HostPage, Site, demo, say
from playwright.sync_api import Browser, Page, expect
from stand_in import FakeBot

pytestmark = pytest.mark.slow

# Everything that a careless page does to all of its parts, and to those that the script makes.
HOSTILE = """
html { font-size: 7px; }
body * { font: 60px fantasy !important; color: #fff !important; background: #fff !important;
         letter-spacing: 1em !important; text-transform: uppercase !important; }
div, button, dialog, iframe, p, a, [data-vejviser], [data-vejviser] * {
  display: none !important; visibility: hidden !important; opacity: 0 !important; position: static !important;
  width: 0 !important; height: 0 !important; transform: scale(0) !important; pointer-events: none !important;
  clip-path: inset(50%) !important; z-index: -1 !important; --brand: #fff !important; }
"""
# Playwright turns off what browsers do by now: a frame's memory is kept apart for each site around it. The last wins.
CHROMIUM = ("--disable-features=MediaRouter,OptimizationHints,HttpsUpgrades",)
OpenHost = Callable[..., HostPage]


@pytest.fixture
def open_host(chromium: Browser, fake_bot: FakeBot, sites: dict[str, Site]) -> Iterator[OpenHost]:
    """Opens the demonstration page of the intranet, or another one, in a fresh browser."""
    contexts: list[Any] = []
    errors: list[str] = []

    def open_one(text: str | None = None, site: str = "intranet", **options: Any) -> HostPage:
        context = chromium.new_context(locale="da-DK", reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(sites[site].page("/", text or demo(fake_bot.url)))
        return HostPage(page)

    yield open_one
    for context in contexts:
        context.close()
    assert not errors


def focused(page: Page) -> str:
    """What has the focus, through frames and shadow trees."""
    found: str = page.evaluate(
        "(() => { let at = document.activeElement;"
        " while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;"
        " return `${at.tagName} ${at.textContent.trim()}`.trim(); })()"
    )
    return found


def test_from_the_button_to_a_plan_and_back_with_the_keyboard_alone(open_host: OpenHost) -> None:
    host = open_host()
    page, keys = host.page, host.page.keyboard
    assert not [frame for frame in page.frames if "/chat/" in frame.url], "nothing is fetched before somebody asks"
    expect(host.button).to_have_attribute("aria-expanded", "false")
    keys.press("Tab")
    expect(host.button).to_be_focused()
    keys.press("Enter")
    expect(host.draft).to_be_focused()
    expect(host.button).to_have_attribute("aria-expanded", "true")
    keys.type("Lav en plan")
    keys.press("Enter")
    expect(host.chat.get_by_role("heading", name="Først på skolen")).to_be_visible()
    # Round and round, and never behind the panel.
    seen = set()
    for _ in range(40):
        keys.press("Tab")
        seen.add(focused(page))
    # Between the page's process and the frame's, the focus is nowhere for a moment.
    assert {one for one in seen if not one.startswith("BODY")} == {"IFRAME", "A Åbn i nyt vindue", "BUTTON Luk"}
    page.get_by_role("link", name="Åbn i nyt vindue").press("Shift+Tab")
    assert focused(page) == "IFRAME"
    host.draft.focus()
    keys.press("Escape")
    expect(host.panel).to_be_hidden()
    expect(host.button).to_be_focused()
    expect(host.button).to_have_attribute("aria-expanded", "false")
    keys.press("Enter")
    expect(host.draft).to_be_focused()
    expect(host.chat.get_by_role("heading", name="Først på skolen")).to_be_visible()
    page.get_by_role("button", name="Luk").press("Escape")
    expect(host.button).to_be_focused()


def test_escape_closes_what_is_open_in_the_chat_first(open_host: OpenHost) -> None:
    host = open_host().open()
    host.chat.get_by_role("button", name="Slet samtalen").click()
    expect(host.chat.get_by_role("dialog")).to_be_visible()
    host.page.keyboard.press("Escape")
    expect(host.chat.get_by_role("dialog")).to_be_hidden()
    host.say("Lav en note (et notat)")
    host.chat.get_by_label("Noten, som du kan rette").press("Escape")
    expect(host.chat.locator("#panel")).to_be_hidden()
    expect(host.panel).to_be_visible()


def test_the_conversation_outlives_a_reload_and_has_a_cookie_of_its_own(open_host: OpenHost, fake_bot: FakeBot) -> None:
    host = open_host().open()
    expect(host.say("antal")).to_have_text("Vejviser1 vores-skole")
    host.page.reload()
    host.open()
    expect(host.say("antal")).to_have_text("Vejviser2 vores-skole")
    own = host.page.context.new_page()
    own.goto(f"{fake_bot.url}/chat/?skole=vores-skole")
    expect(own.locator(".message.bot").first).to_be_visible()
    cookies = {one["name"]: one for one in host.page.context.cookies()}
    framed, plain = cookies["vejviser-ramme"], cookies["vejviser"]
    assert framed["sameSite"] == "None" and framed["secure"] and framed["httpOnly"]
    assert framed["partitionKey"] and not plain.get("partitionKey")
    assert plain["sameSite"] == "Strict" and plain["value"] != framed["value"]


def test_a_site_that_is_not_let_in_shows_a_way_out_in_its_place(open_host: OpenHost, fake_bot: FakeBot) -> None:
    host = open_host(site="stranger")
    host.button.click()
    said = host.panel.get_by_role("alert")
    expect(said).to_contain_text("kan ikke vises på denne side")
    expect(said).to_contain_text("112")
    link = said.get_by_role("link", name="Åbn Vejviser i et nyt vindue")
    assert host.page.locator("iframe").count() == 0
    with host.page.expect_popup() as opened:
        link.click()
    expect(opened.value.locator(".message.bot").first).to_be_visible()
    assert opened.value.url == f"{fake_bot.url}/chat/?skole=vores-skole"
    host.page.get_by_role("button", name="Luk").click()
    expect(host.button).to_be_focused()


def test_a_plain_frame_on_a_site_that_is_not_let_in_stays_empty(open_host: OpenHost, fake_bot: FakeBot) -> None:
    frame = f'<iframe src="{fake_bot.url}/chat/?skole=vores-skole" title="Vejviser"></iframe>'
    for site, shown in (("stranger", 0), ("intranet", 1)):
        host = open_host(frame, site)
        host.page.wait_for_load_state("networkidle")
        assert host.page.frame_locator("iframe").locator("#draft").count() == shown, site


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_own_styles_do_not_reach_in(open_host: OpenHost, fake_bot: FakeBot, width: int) -> None:
    kind = open_host(viewport={"width": width, "height": 720}).open()
    # Where the tag stands in the body itself, so that not even its surroundings are hidden.
    tag = f'<script src="{fake_bot.url}/chat/embed.js" data-skole="vores-skole" async></script>'
    page = f'<html lang="da"><head><style>{HOSTILE}</style></head><body>{tag}</body></html>'
    hostile = open_host(page, viewport={"width": width, "height": 720}).open()
    for host in (kind, hostile):
        expect(host.say("plan")).to_contain_text("Først på skolen")
    assert hostile.panel.bounding_box() == kind.panel.bounding_box()
    look = "(one) => { const s = getComputedStyle(one); return [s.font, s.color, s.backgroundColor, s.textTransform]; }"
    assert hostile.button.evaluate(look) == kind.button.evaluate(look)
    ends = [host.page.get_by_role("button", name="Luk").bounding_box() for host in (kind, hostile)]
    assert ends[0] == ends[1]
    box = ends[0]
    assert box and box["width"] >= 44 and box["height"] >= 44 and box["y"] >= 0 and box["x"] + box["width"] <= width
    hostile.page.screenshot(path=f"var/screenshots/embed_hostile_{width}.png")
    kind.page.screenshot(path=f"var/screenshots/embed_{width}.png")


def test_on_a_phone_the_panel_is_the_whole_window_and_the_corner_covers_nothing(
    open_host: OpenHost, fake_bot: FakeBot
) -> None:
    text = demo(fake_bot.url).replace("async></script>", 'data-sted="hjoerne" async></script>')
    host = open_host(text, viewport={"width": 320, "height": 640})
    assert host.button.evaluate("(one) => getComputedStyle(one.getRootNode().host).position") == "static"
    host.open()
    assert host.panel.bounding_box() == {"x": 0, "y": 0, "width": 320, "height": 640}
    assert host.chat.locator("html").evaluate("(one) => one.scrollWidth <= one.clientWidth")
    host.page.set_viewport_size({"width": 1280, "height": 720})
    host.page.get_by_role("button", name="Luk").click()
    box = host.button.bounding_box()
    assert box and box["x"] + box["width"] > 1200 and box["y"] + box["height"] > 660


def test_two_on_one_page_are_two_conversations(open_host: OpenHost, fake_bot: FakeBot) -> None:
    tag = f'<p><script src="{fake_bot.url}/chat/embed.js" data-skole="vores-skole"></script></p>'
    host = open_host(f"<html lang=da><body>{tag}{tag}</body></html>")
    for number, turns in ((0, 1), (1, 1), (0, 2), (1, 2)):
        host.open(number)
        expect(host.say("antal")).to_have_text(f"Vejviser{turns} vores-skole")
        host.page.get_by_role("button", name="Luk").click()
        expect(host.button.nth(number)).to_be_focused()
    host.page.reload()
    for number in (0, 1):
        expect(host.open(number).say("antal")).to_have_text("Vejviser3 vores-skole")
        host.page.get_by_role("button", name="Luk").click()


def test_two_plain_frames_that_begin_at_once_both_work(open_host: OpenHost, fake_bot: FakeBot) -> None:
    frame = f'<iframe src="{fake_bot.url}/chat/?skole=vores-skole" title="{{0}}" name="{{0}}" width=400></iframe>'
    host = open_host(frame.format("a") + frame.format("b"))
    for name in ("a", "b"):
        chat = host.page.frame_locator(f'iframe[name="{name}"]')
        expect(chat.locator(".message.bot")).to_have_count(1)
    for name in ("a", "b"):
        expect(say(host.page.frame_locator(f'iframe[name="{name}"]'), "antal")).to_have_text("Vejviser1 vores-skole")


def test_a_page_of_the_same_site_works_too(open_host: OpenHost, fake_bot: FakeBot, sites: dict[str, Site]) -> None:
    """As intra.skole.dk and vejviser.skole.dk are, or two ports of one machine: here the ordinary cookie comes too."""
    address = f"http://127.0.0.1:{sites['intranet'].port}"
    sites["directory"].school("samme", embed_origins=[address])
    host = open_host()
    host.page.goto(f"{fake_bot.url}/chat/?skole=samme")
    expect(host.page.locator(".message.bot")).to_have_count(1)
    sites["intranet"].page("/samme", demo(fake_bot.url, "samme"))
    host.page.goto(f"{address}/samme")
    host.open()
    for turns in (1, 2):
        expect(host.say("antal")).to_have_text(f"Vejviser{turns} samme")
    assert len(host.page.context.cookies()) == 2


def test_a_page_with_a_strict_policy_needs_only_what_the_guide_says(
    fake_bot: FakeBot, sites: dict[str, Site], open_host: OpenHost
) -> None:
    host = open_host()
    policy = f"default-src 'none'; script-src {fake_bot.url}; frame-src {fake_bot.url}"
    host.page.goto(sites["intranet"].page("/strict", demo(fake_bot.url), **{"Content-Security-Policy": policy}))
    host.open()
    assert host.button.evaluate("(one) => getComputedStyle(one).backgroundColor") == "rgb(0, 77, 153)"


def test_without_cookies_the_teacher_is_shown_another_way(open_host: OpenHost, fake_bot: FakeBot) -> None:
    host = open_host().open()
    # As in a browser that keeps nothing for frames of other sites.
    host.page.context.clear_cookies()
    host.draft.fill("Hun er tit væk")
    host.draft.press("Enter")
    problem = host.chat.locator("#problem")
    expect(problem).to_contain_text("cookies")
    expect(problem.get_by_role("link", name="Åbn Vejviser i et nyt vindue")).to_have_attribute(
        "href", f"{fake_bot.url}/chat/?skole=vores-skole"
    )
    expect(host.draft).to_have_value("Hun er tit væk")


def test_axe_finds_nothing_on_the_schools_page_with_the_chat_open(open_host: OpenHost) -> None:
    host = open_host().open()
    host.say("plan")
    assert not audit(host.page, "embedded")
