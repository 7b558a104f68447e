"""The page for those who use it otherwise: axe in every state, reading order, zoom, colours, motion."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_report import audit
from chat_page import ChatPage
from playwright.sync_api import expect
from stand_in import OpenPage

pytestmark = pytest.mark.slow

WORRY = "Hun er væk hver mandag og siger ikke så meget mere."


def used(chat: ChatPage) -> None:
    chat.say(WORRY).press("Ved ikke")


def unfolded(chat: ChatPage) -> None:
    chat.say("plan")
    chat.page.evaluate("document.querySelectorAll('details').forEach((folded) => { folded.open = true; })")


def offline(chat: ChatPage) -> None:
    chat.page.context.set_offline(True)
    chat.say(WORRY)
    expect(chat.problem).to_contain_text("Beskeden kom ikke frem")


def dialog(chat: ChatPage) -> None:
    chat.page.get_by_role("button", name="Slet samtalen").click()
    expect(chat.page.get_by_role("dialog")).to_be_visible()


STATES: dict[str, Callable[[ChatPage], Any]] = {
    "welcome": lambda chat: chat.last(),
    "asking": lambda chat: chat.say(WORRY),
    "after use": used,
    "plan": lambda chat: chat.say("plan"),
    "plan with all parts open": unfolded,
    "acute": lambda chat: chat.say("Hun har taget en masse piller og svarer ikke"),
    "urgent, and failed": lambda chat: chat.say("Han bliver slået derhjemme, og det her fejler"),
    "refused": lambda chat: chat.say("Han er tit væk. " * 70),
    "offline": offline,
    "dialog": dialog,
    "note": lambda chat: chat.say("Lav en note"),
}


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(open_page: OpenPage, state: str) -> None:
    chat = open_page()
    STATES[state](chat)
    assert not audit(chat.page, state)
