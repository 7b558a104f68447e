"""The page of whoever a teacher has told of a pupil: what it says, and that a teacher's words in the tab stay apart."""

import pytest
from axe_report import audit
from playwright.sync_api import expect
from stand_in import OpenPage

pytestmark = pytest.mark.slow

HERS = "eksempelskolen&rolle=studievejleder"
PHONE = {"width": 320, "height": 640}


def test_the_page_says_for_whom_it_is_and_shows_the_triage_first(open_page: OpenPage) -> None:
    chat = open_page(HERS, viewport=PHONE)
    expect(chat.last()).to_contain_text("til dig, der er blevet fortalt om en elev")
    expect(chat.page.get_by_role("banner")).to_contain_text("når du er blevet fortalt om en elev")
    expect(chat.draft).to_have_attribute("placeholder", "Hvad har læreren fortalt?")
    chat.say("plan")
    expect(chat.last().get_by_role("heading", level=3).first).to_have_text("Førstevurdering")
    expect(chat.last()).to_contain_text("Gul: Se på det snart")
    assert chat.fits()
    assert not audit(chat.page, "told of a pupil")
    chat.page.reload()
    expect(chat.page.get_by_role("banner")).to_contain_text("når du er blevet fortalt om en elev")
    expect(chat.last()).to_contain_text("Førstevurdering")
    assert chat.say("antal").last().inner_text().endswith("2 eksempelskolen studievejleder")


def test_what_a_teacher_said_in_the_same_tab_is_not_gone_on_with(open_page: OpenPage) -> None:
    chat = open_page("eksempelskolen").say("antal")
    chat.open(HERS)
    expect(chat.messages).to_have_count(1)
    assert chat.say("antal").last().inner_text().endswith("1 eksempelskolen studievejleder")
    chat.open("eksempelskolen")
    expect(chat.messages).to_have_count(3)
    expect(chat.page.get_by_role("banner")).to_contain_text("når du er bekymret for en elev")


def test_an_unknown_role_is_a_teachers_page(open_page: OpenPage) -> None:
    chat = open_page("eksempelskolen&rolle=direktør")
    expect(chat.last()).to_contain_text("Er du bekymret for en elev?")
    expect(chat.draft).to_have_attribute("placeholder", "Hvad har du set?")
