"""A teacher's whole conversation in a real browser with the three real processes."""

import re
from collections.abc import Iterator

import pytest
from chat_page import ChatPage
from house import House
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.slow

WORRY = "han er her næsten aldrig, lugter af hash og skylder penge, han er 19 og bor i Ikast"


@pytest.fixture
def chat(chromium: Browser, house: House) -> Iterator[ChatPage]:
    context = chromium.new_context(viewport={"width": 900, "height": 1300}, locale="da-DK", reduced_motion="reduce")
    page = ChatPage(context.new_page(), house.url).open()
    yield page
    context.close()
    assert not page.errors and not page.outside


def test_from_worry_to_next_step(chat: ChatPage) -> None:
    expect(chat.answers.first).to_contain_text("automatisk")
    chat.say(WORRY)
    expect(chat.last()).to_contain_text("fare lige nu")
    chat.screenshot("real_question")
    chat.press("Nej")
    expect(chat.last()).to_contain_text("Hvad er der gjort")
    chat.press("Ikke noget endnu")
    plan = chat.last()
    for words in (
        "Først på skolen",
        "Ikast-Brande",
        "Tovholder",
        "Det siger reglerne",
        "Ingen bekræftet kontakt endnu",
    ):
        expect(plan).to_contain_text(words)
    turns = chat.page.locator(".message.user, .message.teacher, .message.me").count()
    assert turns <= 6
    chat.screenshot("real_plan")


def test_acute_in_the_middle(chat: ChatPage) -> None:
    chat.say(WORRY)
    chat.say("han har lige skrevet farvel og svarer ikke, han har taget en masse piller")
    answer = chat.page.locator(".message.bot", has_text="Ring 112 nu")
    expect(answer).to_contain_text("liv hos eleven")
    expect(answer.get_by_role("link", name=re.compile("112")).first).to_have_attribute("href", "tel:112")
    chat.screenshot("real_acute")
