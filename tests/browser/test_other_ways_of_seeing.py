"""Keyboard, screen reader, large letters, the reader's own colours, no motion, paper."""

from typing import Any

import pytest
from chat_page import ChatPage
from playwright.sync_api import Page, expect
from stand_in import OpenPage

pytestmark = pytest.mark.slow

LANDMARKS = ("banner", "main", "form", "log", "heading", "textbox", "button", "link", "checkbox", "DisclosureTriangle")
# What may be pressed. Links inside a sentence are as high as the sentence (WCAG 2.5.8, "inline").
TARGETS = "button, summary, textarea, .link, .tick, .strip a"
CUT = """
[...document.querySelectorAll('body *')].filter((box) => box.checkVisibility() && !box.closest('.hidden, .skip, svg'))
  .filter((box) => { const at = box.getBoundingClientRect(); return at.right > innerWidth + 1 || at.left < -1; })
  .map((box) => `${box.tagName}.${box.className}`)
"""


def read_aloud(page: Page) -> list[tuple[str, str]]:
    """Role and name of what a screen reader meets, in its order, from the browser's own accessibility tree."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    met: list[tuple[str, str]] = []

    def walk(node: dict[str, Any]) -> None:
        role = node.get("role", {}).get("value", "")
        if not node.get("ignored") and role in LANDMARKS:
            # What only a screen reader gets stands apart in the layout, so the browser puts a space before it.
            met.append((role, node.get("name", {}).get("value", "").replace(" :", ":")))
        for child in node.get("childIds", []):
            if child in by_id:
                walk(by_id[child])

    walk(nodes[0])
    return met


def in_order(met: list[tuple[str, str]], expected: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what is expected and does not come, in this order, among what is met."""
    missing, at = [], 0
    for wanted in expected:
        if wanted in met[at:]:
            at = met.index(wanted, at) + 1
        else:
            missing.append(wanted)
    return missing


def test_a_screen_reader_meets_the_page_in_the_order_it_is_read(open_page: OpenPage) -> None:
    chat = open_page().say("plan")
    assert chat.page.locator("html").get_attribute("lang") == "da"
    met = read_aloud(chat.page)
    order = [
        ("link", "Gå til din besked"),
        ("banner", ""),
        ("heading", "Vejviser"),
        ("button", "Slet samtalen"),
        ("link", "112"),
        ("main", ""),
        ("heading", "Samtale"),
        ("log", "Samtale"),
        ("heading", "Først på skolen"),
        ("checkbox", "Gjort: Tag studievejlederen med"),
        ("heading", "Så i kommunen"),
        ("link", "Kommunens side (åbner i et nyt vindue)"),
        ("heading", "De kan også hjælpe"),
        ("link", "Ring 00 00 00 00"),
        ("heading", "Reglen her"),
        ("button", "Lav en note"),
        ("textbox", "Din besked"),
        ("button", "Send"),
    ]
    assert not in_order(met, order), met
    assert all(name for role, name in met if role not in ("banner", "main")), "something has no name"


def test_the_first_key_leads_past_the_conversation(open_page: OpenPage) -> None:
    chat = open_page().say("plan")
    chat.page.reload()
    expect(chat.answers.last).to_be_visible()
    chat.page.evaluate("document.activeElement.blur()")
    chat.page.keyboard.press("Tab")
    skip = chat.page.get_by_role("link", name="Gå til din besked")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    chat.page.keyboard.press("Enter")
    expect(chat.draft).to_be_focused()


def test_a_text_that_is_too_long_is_said_to_be_wrong_in_the_field(open_page: OpenPage) -> None:
    chat = open_page()
    chat.draft.fill("Han er tit væk. " * 70)
    expect(chat.draft).to_have_attribute("aria-invalid", "true")
    expect(chat.draft).to_have_accessible_error_message("1.119 tegn af 1.000")
    chat.draft.fill("Han er tit væk.")
    expect(chat.draft).to_have_attribute("aria-invalid", "false")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("said", ["plan", "Lav en note", "Hun er tit væk"])
def test_what_can_be_pressed_can_be_hit(open_page: OpenPage, said: str, width: int) -> None:
    chat = open_page(viewport={"width": width, "height": 800}).say(said)
    for target in chat.page.locator(TARGETS).all():
        box = target.bounding_box() if target.is_visible() else None
        if box:
            assert box["height"] >= 43.9 and box["width"] >= 43.9, (target.evaluate("box => box.outerHTML"), box)


def reaches_everything(chat: ChatPage) -> None:
    """Nothing sticks out, 112 stays in the window, and the field can be reached."""
    assert not chat.page.evaluate(CUT)
    assert chat.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(chat.page.get_by_role("banner").get_by_role("link", name="112")).to_be_in_viewport()
    chat.draft.scroll_into_view_if_needed()
    expect(chat.draft).to_be_in_viewport(ratio=0.9)


# A window of 1280 × 900, magnified by the browser.
@pytest.mark.parametrize("percent", [200, 400])
def test_a_magnified_page_flows_anew(open_page: OpenPage, percent: int) -> None:
    chat = open_page(
        viewport={"width": 128000 // percent, "height": 90000 // percent}, device_scale_factor=percent / 100
    )
    for said in ("Hun er tit væk", "plan", "Hun har taget piller"):
        chat.say(said)
        reaches_everything(chat)
    chat.screenshot(f"zoom_{percent}")
    chat.say("Lav en note")
    assert not chat.page.evaluate(CUT)


@pytest.mark.parametrize("width", [320, 1280])
def test_letters_twice_as_large_fit(open_page: OpenPage, width: int) -> None:
    chat = open_page(viewport={"width": width, "height": 900})
    chat.page.evaluate("document.documentElement.style.fontSize = '200%'")
    chat.say("plan")
    reaches_everything(chat)
    chat.screenshot(f"large_letters_{width}")


def test_in_the_readers_own_colours_nothing_is_told_by_ground_alone(open_page: OpenPage) -> None:
    chat = open_page(forced_colors="active").say("plan").say("Hun har taget piller")
    for part in (".user .bubble", "[data-kind='acute'] .bubble", ".button", ".strip", ".card", "textarea"):
        width = chat.page.locator(part).first.evaluate("box => parseFloat(getComputedStyle(box).borderTopWidth)")
        assert width >= 1, part
    icon = "getComputedStyle(box, '::before').backgroundColor"
    grounds = chat.page.locator("[data-kind='acute'] .bubble").evaluate(
        f"box => [{icon}, getComputedStyle(box).backgroundColor]"
    )
    assert grounds[0] != grounds[1]
    chat.screenshot("forced_colours")


def test_nothing_moves_for_those_who_asked_for_calm(open_page: OpenPage) -> None:
    chat = open_page()
    chat.draft.fill("Svar langsomt")
    chat.draft.press("Enter")
    expect(chat.page.get_by_role("status").filter(has_text="Vejviser skriver")).to_be_visible()
    assert chat.page.evaluate("document.getAnimations().length") == 0
    chat.settle()


def test_on_paper_stands_the_whole_plan_and_no_field(open_page: OpenPage) -> None:
    chat = open_page().say("plan")
    chat.page.emulate_media(media="print", color_scheme="dark")
    expect(chat.draft).to_be_hidden()
    expect(chat.page.get_by_role("button", name="Slet samtalen")).to_be_hidden()
    expect(chat.page.get_by_role("banner").get_by_role("link", name="112")).to_be_visible()
    rule = chat.page.get_by_text("Du skal selv give besked til hjemkommunen.")
    assert rule.evaluate(
        "box => box.checkVisibility({contentVisibilityAuto: true}) && box.getBoundingClientRect().height > 0"
    )
    assert chat.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
