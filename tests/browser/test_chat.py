"""The page in a real browser: what a teacher does in two minutes, and what happens when things fail."""

import pytest
from playwright.sync_api import expect
from stand_in import FakeBot, OpenPage

pytestmark = pytest.mark.slow

PHONE = {"width": 320, "height": 640}
WORRY = "Hun er væk hver mandag og siger ikke så meget mere."


def test_the_first_screen_says_what_this_is_and_112(open_page: OpenPage) -> None:
    chat = open_page()
    expect(chat.last()).to_contain_text("automatisk assistent")
    expect(chat.last()).to_contain_text("ikke et menneske")
    expect(chat.page.get_by_role("banner").get_by_role("link", name="112")).to_have_attribute("href", "tel:112")
    expect(chat.page.get_by_text("Skriv ikke navne eller CPR.", exact=True)).to_be_visible()
    expect(chat.draft).to_have_accessible_description("Skriv ikke navne eller CPR.")
    chat.screenshot("1_first_screen")


def test_a_question_is_answered_with_a_button(open_page: OpenPage) -> None:
    chat = open_page().say(WORRY)
    expect(chat.last()).to_contain_text("Hvor gammel er eleven?")
    group = chat.page.get_by_role("group", name="Forslag til svar")
    for button in group.get_by_role("button").all():
        box = button.bounding_box()
        assert box and box["height"] >= 44
    chat.screenshot("2_question")
    chat.press("Under 18")
    expect(chat.page.locator(".message.user").last).to_contain_text("Under 18")
    expect(group.first.get_by_role("button", name="Under 18 (valgt)")).to_be_disabled()
    expect(group.first.get_by_role("button", name="Ved ikke")).to_be_disabled()
    chat.screenshot("3_after_button")


def test_a_plan_shows_steps_contacts_status_and_rules(open_page: OpenPage) -> None:
    chat = open_page().say("plan")
    plan = chat.last()
    steps = plan.locator("section", has_text="Først på skolen").locator("ol > li")
    expect(steps).to_have_count(3)
    expect(plan).to_contain_text("Ingen bekræftet kontakt endnu")
    expect(plan.get_by_role("link", name="Ring 00 00 00 00")).to_have_attribute("href", "tel:+4500000000")
    expect(plan.get_by_role("link", name="Kommunens side (åbner i et nyt vindue)")).to_be_visible()
    expect(plan.get_by_text("Farligt link")).to_have_count(0)
    expect(plan.get_by_text("Eksempel, ikke et rigtigt nummer")).to_be_visible()
    ageing = plan.locator("li", has_text="Eksempelteamet")
    expect(ageing.locator(".badge.ageing")).to_have_text("Bekræftet for længe siden")
    expect(ageing.get_by_role("link", name="Ring 00 00 00 01")).to_be_visible()
    rule = plan.get_by_text("Du skal selv give besked til hjemkommunen.")
    expect(rule).to_be_hidden()
    plan.get_by_text("Reglen her").click()
    expect(rule).to_be_visible()
    expect(rule.get_by_role("link", name="112")).to_have_count(0)
    expect(plan.locator("[data-section=rule]").get_by_text("udateret")).to_have_text(
        "Eksempelkilde (åbner i et nyt vindue), udateret"
    )
    plan.locator("section", has_text="Først på skolen").get_by_text("Kilde", exact=True).click()
    expect(plan.get_by_text("dateret 21. november 2026").first).to_be_visible()
    chat.page.set_viewport_size({"width": 900, "height": 2000})
    chat.screenshot("4_plan")


def test_the_plan_begins_at_the_top_of_the_window(open_page: OpenPage) -> None:
    chat = open_page(viewport={"width": 1000, "height": 700}).say("plan")
    expect(chat.last().locator(".lead")).to_be_in_viewport()
    expect(chat.page.get_by_role("banner").get_by_role("link", name="112")).to_be_in_viewport()
    assert chat.fits()
    chat.screenshot("5_plan_top")


@pytest.mark.parametrize("height", [560, 800])
def test_the_buttons_of_a_question_are_in_view(open_page: OpenPage, height: int) -> None:
    chat = open_page(viewport={"width": 1280, "height": height}).say(WORRY)
    for title in ("Under 18", "Ved ikke"):
        expect(chat.page.get_by_role("button", name=title)).to_be_in_viewport(ratio=1)


def test_a_note_can_be_changed_and_copied(open_page: OpenPage) -> None:
    chat = open_page(permissions=["clipboard-read", "clipboard-write"]).say("lav en note")
    note = chat.page.get_by_label("Noten, som du kan rette")
    expect(chat.last()).to_contain_text("Der er ikke sendt noget.")
    note.fill("Rettet note")
    chat.page.get_by_role("button", name="Kopiér").click()
    expect(chat.page.get_by_role("status").get_by_text("Kopieret")).to_be_visible()
    assert chat.page.evaluate("navigator.clipboard.readText()") == "Rettet note"
    chat.page.reload()
    expect(note).to_have_value("Rettet note")
    chat.screenshot("6_note")


def test_acute_is_first_and_only_once(open_page: OpenPage) -> None:
    chat = open_page().say("Hun har taget en masse piller og svarer ikke")
    expect(chat.answers).to_have_count(2)
    expect(chat.page.get_by_role("alert").filter(has_text="Bliv hos eleven")).to_be_visible()
    expect(chat.last().get_by_role("link", name="112").first).to_have_attribute("href", "tel:112")
    chat.screenshot("7_acute")


def test_a_cpr_number_is_taken_out_of_what_the_page_shows_and_keeps(open_page: OpenPage) -> None:
    chat = open_page().say("Eleven 010107-1234 er tit væk")
    expect(chat.page.get_by_text("Jeg har fjernet et CPR-nummer")).to_be_visible()
    assert "1234" not in chat.page.content()
    assert "1234" not in chat.page.evaluate("JSON.stringify(sessionStorage)")


@pytest.mark.parametrize("word", ["fejler", "tavs"])
def test_a_failed_turn_is_never_silence(open_page: OpenPage, word: str) -> None:
    chat = open_page().say(f"Det her {word}")
    expect(chat.last()).to_contain_text("Det gik galt hos mig")
    expect(chat.last().get_by_role("link", name="112")).to_be_visible()


def test_without_the_net_the_draft_stays_and_can_be_sent_again(open_page: OpenPage) -> None:
    chat = open_page()
    chat.page.route("**/chat/messages", lambda route: route.abort())
    chat.say(WORRY)
    expect(chat.problem).to_contain_text("Beskeden kom ikke frem")
    expect(chat.problem.get_by_role("link", name="112")).to_be_visible()
    expect(chat.draft).to_have_value(WORRY)
    chat.screenshot("8_no_net")
    chat.page.unroute("**/chat/messages")
    chat.problem.get_by_role("button", name="Prøv igen").click()
    chat.settle()
    expect(chat.last()).to_contain_text("Hvor gammel er eleven?")
    expect(chat.problem).to_be_hidden()
    expect(chat.draft).to_have_value("")
    expect(chat.messages.filter(has_text=WORRY)).to_have_count(1)


def test_a_message_that_is_too_long_stays_in_the_field(open_page: OpenPage) -> None:
    chat = open_page()
    long = "Han er tit væk. " * 70
    chat.say(long)
    expect(chat.problem).to_contain_text("for lang")
    expect(chat.draft).to_have_value(long)


def test_sending_twice_sends_once(open_page: OpenPage) -> None:
    chat = open_page()
    chat.draft.fill("Svar langsomt")
    chat.draft.press("Enter")
    expect(chat.page.get_by_role("status").filter(has_text="Vejviser skriver")).to_be_visible()
    chat.draft.fill("Og en til")
    chat.draft.press("Enter")
    chat.page.get_by_role("button", name="Send").click(force=True)
    chat.settle()
    expect(chat.page.locator(".message.user")).to_have_count(1)
    expect(chat.draft).to_have_value("Og en til")


def test_a_reload_keeps_the_conversation_and_the_draft(open_page: OpenPage) -> None:
    chat = open_page().say(WORRY).press("Under 18")
    chat.draft.fill("Jeg var midt i")
    chat.page.locator(".tick input").first.check()
    chat.page.reload()
    expect(chat.messages.filter(has_text=WORRY)).to_have_count(1)
    expect(chat.draft).to_have_value("Jeg var midt i")
    expect(chat.page.locator(".tick input").first).to_be_checked()
    expect(chat.page.get_by_role("button", name="Under 18 (valgt)")).to_be_disabled()
    chat.say("plan")
    expect(chat.problem).to_be_hidden()


def test_deleting_empties_the_page_and_the_tab(open_page: OpenPage) -> None:
    chat = open_page().say("Noget fortroligt")
    chat.page.get_by_role("button", name="Slet samtalen").click()
    dialog = chat.page.get_by_role("dialog", name="Slet samtalen?")
    dialog.get_by_role("button", name="Behold samtalen").click()
    expect(chat.messages.filter(has_text="fortroligt")).to_have_count(1)
    chat.page.get_by_role("button", name="Slet samtalen").click()
    chat.screenshot("9_delete")
    dialog.get_by_role("button", name="Slet og start forfra").click()
    expect(chat.messages).to_have_count(1)
    assert "fortroligt" not in chat.page.evaluate("JSON.stringify(sessionStorage)")


def test_a_restart_of_the_bot_keeps_the_page_and_the_draft(open_page: OpenPage, fake_bot: FakeBot) -> None:
    chat = open_page().say(WORRY)
    fake_bot.stop()
    chat.say("Hun bor i Ikast")
    expect(chat.problem).to_contain_text("Beskeden kom ikke frem")
    fake_bot.start()
    chat.problem.get_by_role("button", name="Prøv igen").click()
    chat.settle()
    expect(chat.problem).to_contain_text("Den gamle samtale er slut")
    expect(chat.draft).to_have_value("Hun bor i Ikast")
    expect(chat.messages.filter(has_text=WORRY)).to_have_count(1)
    chat.problem.get_by_role("button", name="Prøv igen").click()
    chat.settle()
    expect(chat.problem).to_be_hidden()
    expect(chat.last()).to_contain_text("Hvor gammel er eleven?")


def test_everything_can_be_done_with_the_keyboard(open_page: OpenPage) -> None:
    chat = open_page()
    keys = chat.page.keyboard
    chat.draft.focus()
    keys.type("Første linje")
    keys.press("Shift+Enter")
    keys.type("anden linje")
    expect(chat.draft).to_have_value("Første linje\nanden linje")
    keys.press("Enter")
    chat.settle()
    expect(chat.draft).to_be_focused()
    for _ in range(3):
        keys.press("Shift+Tab")
    expect(chat.page.get_by_role("button", name="Under 18")).to_be_focused()
    chat.screenshot("10_keyboard")
    keys.press("Enter")
    chat.settle()
    expect(chat.last()).to_contain_text("Først på skolen")
    expect(chat.draft).to_be_focused()


def test_a_small_phone_shows_all_of_it(open_page: OpenPage) -> None:
    chat = open_page(viewport=PHONE, device_scale_factor=2)
    assert chat.fits()
    chat.screenshot("11_phone_first")
    chat.say(WORRY)
    assert chat.fits()
    chat.screenshot("12_phone_question")
    chat.say("plan")
    assert chat.fits()
    chat.screenshot("13_phone_plan")
    chat.say("Hun har taget piller")
    assert chat.fits()
    chat.screenshot("14_phone_acute")


def test_dark_and_large(open_page: OpenPage) -> None:
    chat = open_page(color_scheme="dark", viewport={"width": 1000, "height": 1400}).say("plan")
    chat.screenshot("15_dark_plan")
    chat.say("Hun har taget piller")
    chat.screenshot("16_dark_acute")
    wall = open_page(viewport={"width": 1920, "height": 1080}).say(WORRY)
    wall.screenshot("17_wall")


def test_another_browser_cannot_use_the_conversation(open_page: OpenPage) -> None:
    chat = open_page()
    conversation = chat.page.evaluate("JSON.parse(sessionStorage.vejviser).conversation")
    reply = open_page().page.request.post(
        f"{chat.url}/chat/messages", data={"conversation": conversation, "text": "hej"}
    )
    assert reply.status == 403
    assert "Den gamle samtale er slut" in reply.json()["error"]["message"]
