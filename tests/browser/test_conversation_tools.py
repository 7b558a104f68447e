"""What stands around the questions: taking back, beginning anew, the note, and nothing lost."""

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from playwright.sync_api import expect
from stand_in import FakeBot, OpenPage

pytestmark = pytest.mark.slow

LAPTOP = {"width": 1280, "height": 800}
PHONE = {"width": 320, "height": 640}
WORRY = "Hun er væk hver mandag og siger ikke så meget mere."
NOTE_LABEL = "Noten, som du kan rette"


def test_the_question_says_how_many_are_left(open_page: OpenPage) -> None:
    chat = open_page().say(WORRY)
    expect(chat.last()).to_contain_text("Højst 2 spørgsmål endnu")


def test_a_step_has_an_owner_a_day_and_a_tick_that_counts(open_page: OpenPage) -> None:
    chat = open_page(viewport=LAPTOP).say("plan")
    steps = chat.last().locator("[data-section=school]")
    expect(steps).to_contain_text("0 af 3 gjort")
    expect(steps.get_by_text("senest onsdag den 25. november 2026")).to_have_count(1)
    steps.get_by_label("Gjort: Du selv").check()
    expect(steps).to_contain_text("1 af 3 gjort")
    chat.page.reload()
    expect(steps).to_contain_text("1 af 3 gjort")
    expect(chat.last().get_by_text("Åbent nu og hele døgnet")).to_be_visible()
    expect(chat.last().get_by_text("Lukket nu (kl. 14.05). Åbner mandag kl. 9.")).to_be_visible()
    chat.screenshot("20_checklist")


def test_the_last_answer_is_taken_back_and_can_be_given_again(open_page: OpenPage) -> None:
    chat = open_page().say(WORRY).press("Under 18")
    chat.page.get_by_role("button", name="Fortryd sidste svar").click()
    chat.settle()
    expect(chat.last()).to_contain_text("Jeg har glemt dit sidste svar")
    expect(chat.page.get_by_role("heading", name="Først på skolen")).to_have_count(0)
    expect(chat.page.get_by_role("button", name="Under 18")).to_be_enabled()
    expect(chat.page.get_by_role("button", name="Fortryd sidste svar")).to_have_count(0)
    chat.screenshot("21_undone")
    chat.press("18 eller ældre")
    chat.say("antal")
    expect(chat.last()).to_contain_text("3")


def test_a_typed_answer_comes_back_to_the_field(open_page: OpenPage) -> None:
    chat = open_page().say(WORRY).say("Hun er 71 år")
    chat.page.get_by_role("button", name="Fortryd sidste svar").click()
    chat.settle()
    expect(chat.draft).to_have_value("Hun er 71 år")


def test_a_danger_stays_in_view_when_its_words_are_taken_back(open_page: OpenPage) -> None:
    chat = open_page().say(WORRY).say("Hun har taget en masse piller")
    chat.page.get_by_role("button", name="Fortryd sidste svar").click()
    chat.settle()
    expect(chat.page.locator(".message.bot", has_text="Ring 112 nu")).to_be_visible()
    expect(chat.last()).to_contain_text("faren glemmer jeg ikke")


def test_taking_back_that_fails_can_be_tried_again(open_page: OpenPage) -> None:
    chat = open_page().say(WORRY).say("fortryd driller")
    chat.page.get_by_role("button", name="Fortryd sidste svar").click()
    expect(chat.problem.get_by_role("link", name="70 201 201")).to_be_visible()
    chat.problem.get_by_role("button", name="Prøv igen").click()
    expect(chat.last()).to_contain_text("Jeg har glemt dit sidste svar")
    expect(chat.problem).to_be_hidden()


def test_taking_back_twice_takes_back_one_turn(open_page: OpenPage) -> None:
    chat = open_page().say(WORRY)
    latest = chat.page.evaluate(
        "(({conversation, latest}) => ({conversation, message_id: latest.id}))(JSON.parse(sessionStorage.vejviser))"
    )
    assert chat.page.request.post(f"{chat.url}/chat/undo", data=latest).status == 200
    again = chat.page.request.post(f"{chat.url}/chat/undo", data=latest)
    assert again.status == 409 and again.json()["error"]["code"] == "nothing_to_undo"


def test_beginning_anew_keeps_what_can_be_read_and_forgets_the_rest(open_page: OpenPage) -> None:
    chat = open_page().say(WORRY).say("hej")
    chat.page.get_by_role("button", name="Start forfra").click()
    chat.settle()
    expect(chat.page.get_by_text("Ny samtale")).to_be_visible()
    expect(chat.messages.filter(has_text=WORRY)).to_have_count(1)
    expect(chat.last()).to_contain_text("automatisk assistent")
    chat.say("antal")
    expect(chat.last()).to_contain_text("1")


def test_the_note_stands_beside_the_chat_on_a_laptop(open_page: OpenPage) -> None:
    chat = open_page(viewport=LAPTOP).say("lav en note")
    panel = chat.page.get_by_role("complementary", name="Note til studievejlederen")
    expect(panel).to_contain_text("Der er ikke sendt noget.")
    expect(chat.draft).to_be_focused()
    log, beside = chat.page.get_by_role("log").bounding_box(), panel.bounding_box()
    assert log and beside and beside["x"] >= log["x"] + log["width"] - 1
    assert chat.fits()
    chat.screenshot("22_note_laptop")
    panel.get_by_role("button", name="Luk noten").click()
    expect(panel).to_be_hidden()
    opener = chat.page.get_by_role("button", name="Åbn noten")
    opener.click()
    expect(panel.get_by_role("heading")).to_be_focused()
    chat.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_note_has_the_phone_to_itself_below_112(open_page: OpenPage) -> None:
    chat = open_page(viewport=PHONE, device_scale_factor=2).say("lav en note")
    expect(chat.page.get_by_label(NOTE_LABEL)).to_be_visible()
    expect(chat.page.get_by_role("banner").get_by_role("link", name="112")).to_be_in_viewport()
    expect(chat.page.get_by_role("log")).to_be_hidden()
    assert chat.fits()
    chat.screenshot("23_note_phone")
    chat.page.get_by_role("button", name="Luk noten").click()
    expect(chat.page.get_by_role("log")).to_be_visible()


def test_the_note_is_taken_along_as_the_teacher_left_it(open_page: OpenPage) -> None:
    chat = open_page(viewport=LAPTOP).say("lav en note")
    chat.page.get_by_label(NOTE_LABEL).fill("Rettet note\n- ringede til 22 33 44 55")
    with chat.page.expect_download() as text:
        chat.page.get_by_role("button", name="Hent som tekst").click()
    plain = Path(text.value.path()).read_text("utf-8")
    assert text.value.suggested_filename.endswith(".txt")
    assert "Rettet note\n- ringede" in plain and "Der er ikke sendt noget." in plain
    with chat.page.expect_download() as word:
        chat.page.get_by_role("button", name="Hent til Word").click()
    assert word.value.suggested_filename.endswith(".docx")
    made = Document(BytesIO(Path(word.value.path()).read_bytes()))
    lines = [paragraph.text for paragraph in made.paragraphs]
    assert lines[:2] == ["Note til studievejlederen", "Rettet note"]
    assert "Der er ikke sendt noget." in lines[-1] and "22 33" not in "".join(lines)
    expect(chat.page.get_by_text("Navne og numre er taget ud.")).to_be_visible()


def test_only_the_note_is_printed(open_page: OpenPage) -> None:
    chat = open_page(viewport=LAPTOP).say("lav en note")
    chat.page.get_by_label(NOTE_LABEL).fill("En lang note\n" * 60)
    chat.page.evaluate("window.print = () => {}")
    chat.page.get_by_role("button", name="Udskriv").click()
    chat.page.emulate_media(media="print")
    expect(chat.page.locator("#paper-text")).to_be_visible()
    expect(chat.page.get_by_role("log")).to_be_hidden()
    expect(chat.page.get_by_role("button", name="Kopiér")).to_be_hidden()
    chat.screenshot("24_note_print")
    chat.page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(chat.page.get_by_role("log")).to_be_visible()


def test_a_slow_answer_says_so(open_page: OpenPage) -> None:
    chat = open_page()
    chat.draft.fill("Svar meget sent")
    chat.draft.press("Enter")
    expect(chat.page.get_by_text("Svaret er længe om at komme")).to_be_visible(timeout=6000)
    chat.settle()
    expect(chat.last()).to_contain_text("Hvor gammel er eleven?")


def test_a_failed_answer_shows_the_numbers_and_can_be_tried_again(open_page: OpenPage) -> None:
    chat = open_page().say("Det her fejler")
    expect(chat.last().get_by_role("link", name="70 201 201")).to_have_attribute("href", "tel:70201201")
    expect(chat.last()).to_contain_text("ofte kø")
    chat.press("Prøv igen")
    expect(chat.page.locator(".message.bot", has_text="Det gik galt hos mig")).to_have_count(2)


def test_without_the_net_the_page_says_so_at_once(open_page: OpenPage) -> None:
    chat = open_page().say(WORRY)
    chat.page.context.set_offline(True)
    expect(chat.problem).to_contain_text("Du er ikke på nettet")
    expect(chat.problem.get_by_role("link", name="70 201 201")).to_be_visible()
    chat.say("Hun er 17")
    expect(chat.draft).to_have_value("Hun er 17")
    chat.screenshot("25_offline")
    chat.page.context.set_offline(False)
    chat.problem.get_by_role("button", name="Prøv igen").click()
    chat.settle()
    expect(chat.messages.filter(has_text="Hun er 17")).to_have_count(1)


def test_a_duplicated_tab_begins_its_own_conversation(open_page: OpenPage) -> None:
    chat = open_page().say(WORRY)
    kept = chat.page.evaluate("sessionStorage.vejviser")
    other = chat.page.context.new_page()
    other.goto(f"{chat.url}/chat/icon.svg")
    # What the browser does with "Duplicate tab".
    other.evaluate("kept => sessionStorage.setItem('vejviser', kept)", kept)
    other.goto(f"{chat.url}/chat/")
    expect(other.get_by_text("Samtalen er åben i en anden fane.")).to_be_visible()
    expect(other.get_by_text(WORRY)).to_have_count(0)
    mine, theirs = (page.evaluate("JSON.parse(sessionStorage.vejviser).conversation") for page in (chat.page, other))
    assert mine and theirs and mine != theirs
    chat.say("antal")
    expect(chat.last()).to_contain_text("2")


def test_going_back_shows_the_conversation(open_page: OpenPage, fake_bot: FakeBot) -> None:
    chat = open_page().say(WORRY)
    chat.draft.fill("Jeg var midt i")
    chat.page.goto(f"{fake_bot.url}/chat/icon.svg")
    chat.page.go_back()
    expect(chat.messages.filter(has_text=WORRY)).to_have_count(1)
    expect(chat.draft).to_have_value("Jeg var midt i")
    chat.say("antal")
    expect(chat.last()).to_contain_text("2")
