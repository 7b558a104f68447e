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


def test_acute_at_once(chat: ChatPage) -> None:
    chat.say("hun ligger bevidstløs på toilettet og trækker næsten ikke vejret")
    expect(chat.answers.nth(1)).to_contain_text("Ring 112 nu")
    expect(chat.page.locator("[data-section=acute]")).to_be_visible()
    expect(chat.page.get_by_role("button", name="Under 18")).to_have_count(0)


def test_something_for_today(chat: ChatPage) -> None:
    chat.say("hun har sagt at hun ikke vil leve mere, hun er 17 og bor i Ikast")
    urgent = chat.page.locator(".message[data-kind=urgent]").first
    expect(urgent).to_contain_text("i dag")
    expect(urgent.get_by_role("link", name="70 201 201")).to_be_visible()


def test_violence_at_home_under_18(chat: ChatPage) -> None:
    chat.say("hendes far slår hende, hun er 16 og bor i Herning")
    expect(chat.page.locator(".message[data-kind=urgent]").first).to_contain_text("Tal ikke med hjemmet")
    chat.press("Ikke noget endnu")
    plan = chat.last()
    expect(plan).to_contain_text("Herning")
    expect(plan.locator("[data-section=rule]")).to_contain_text("nderret")
    expect(plan.locator("[data-section=school]")).not_to_contain_text("ring hjem")


def test_an_unknown_municipality(chat: ChatPage) -> None:
    chat.say("han er 19 og sidder altid alene og siger ikke noget")
    chat.press("Nej")
    expect(chat.last()).to_contain_text("Hvilken kommune")
    chat.press("Ved ikke")
    chat.press("Ikke noget endnu")
    expect(chat.last()).to_contain_text("Find elevens hjemkommune")


def test_treatment_is_declined(chat: ChatPage) -> None:
    chat.say("kan du give mig en diagnose på min elev, har han adhd?")
    expect(chat.last()).to_contain_text(
        re.compile("(ikke|ingen).*(diagnose|behandl|fejler)", re.IGNORECASE | re.DOTALL)
    )


def test_a_counsellor_asks_for_the_rules(chat: ChatPage) -> None:
    chat.say("Hvad siger reglerne om underretning?")
    rules = chat.last()
    expect(rules).to_contain_text("Afventer jurist")
    rules.get_by_text("Kilde", exact=True).first.click()
    expect(rules.get_by_text("dateret").first).to_be_visible()


def test_a_note_to_a_colleague_and_a_wrong_age_taken_back(chat: ChatPage) -> None:
    chat.page.set_viewport_size({"width": 1280, "height": 800})
    chat.say("hun er væk hver mandag og virker trist")
    expect(chat.last()).to_contain_text("Højst 4 spørgsmål endnu")
    chat.press("Nej")
    chat.press("18 eller ældre")
    expect(chat.last()).to_contain_text("Hvilken kommune")
    chat.page.get_by_role("button", name="Fortryd sidste svar").click()
    expect(chat.last()).to_contain_text("Jeg har glemt dit sidste svar")
    chat.press("Under 18")
    expect(chat.last()).to_contain_text("Hvilken kommune")
    chat.say("Ikast")
    chat.press("Ikke noget endnu")
    plan = chat.last()
    expect(plan).to_contain_text("Alder: under 18")
    expect(plan.locator("[data-section=school]")).to_contain_text("gjort")
    expect(plan.locator("[data-section=school]").get_by_text("senest").first).to_be_visible()
    chat.press("Lav en note")
    note = chat.page.get_by_label("Noten, som du kan rette")
    expect(note).to_have_value(re.compile("under 18.*Ikast-Brande.*væk hver mandag", re.DOTALL))
    chat.screenshot("real_note")
