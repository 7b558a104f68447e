"""The pictures in docs/screenshots, from real conversations: `make screenshots`."""

import os
from pathlib import Path
from typing import Any

import pytest
from chat_page import ChatPage
from house import House
from playwright.sync_api import Browser, expect

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("VEJVISER_SCREENSHOTS" not in os.environ, reason="`make screenshots` renews the pictures"),
]

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
DEVICES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True},
    "laptop": {"viewport": {"width": 1280, "height": 800}},
}
WORRY = "han er her næsten aldrig, lugter af hash og skylder penge, han er 19 og bor i Ikast"


@pytest.mark.parametrize("device", DEVICES)
def test_pictures(chromium: Browser, house: House, device: str) -> None:
    def keep(chat: ChatPage, name: str) -> None:
        chat.page.wait_for_timeout(300)
        chat.page.screenshot(path=PICTURES / f"{device}_{name}.png")

    def begin() -> ChatPage:
        context = chromium.new_context(locale="da-DK", reduced_motion="reduce", **DEVICES[device])
        return ChatPage(context.new_page(), house.url).open()

    PICTURES.mkdir(parents=True, exist_ok=True)
    chat = begin()
    keep(chat, "1_first_message")
    chat.say(WORRY)
    expect(chat.last()).to_contain_text("fare lige nu")
    keep(chat, "2_question")
    chat.press("Nej").press("Ikke noget endnu")
    expect(chat.last()).to_contain_text("Først på skolen")
    keep(chat, "3_plan")
    chat.page.get_by_role("button", name="Åbn noten").last.click()
    expect(chat.page.get_by_label("Noten, som du kan rette")).to_be_visible()
    keep(chat, "5_note")
    chat = begin()
    chat.say("hun ligger bevidstløs på toilettet og trækker næsten ikke vejret")
    expect(chat.answers.nth(1)).to_contain_text("Ring 112 nu")
    keep(chat, "4_acute")
    chat = begin()
    chat.page.context.set_offline(True)
    chat.say(WORRY)
    expect(chat.problem).to_be_visible()
    keep(chat, "6_error")
