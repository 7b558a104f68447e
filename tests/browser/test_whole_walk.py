"""One worry all the way: from a teacher's chat through the inbox and the answers about the contact to the leader.

What she wrote of the pupil's name and numbers is looked for on every page that anybody opened, and in all that is kept.
"""

import re
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from chat_page import ChatPage
from house import ROOT, House
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.slow

# Nobody's: a usual first name with a made-up surname, and numbers of no person and no line.
NAME, CPR, PHONE = ("Fatima", "Brogaardsen"), "310299-0001", "99 60 77 31"
WORRY = (
    f"{' '.join(NAME)} (cpr {CPR}, tlf. {PHONE}) er her næsten aldrig, lugter af hash og skylder penge. "
    "Hun er 19 og bor i Ikast"
)
PLANTED = (*NAME, CPR, CPR.replace("-", ""), PHONE, PHONE.replace(" ", ""))
PASSWORD = secrets.token_urlsafe(16)
STEP, DECISION = "Vi taler med eleven sammen", "Fast telefontid hver tirsdag"
WITH, PLACE = "Socialrådgiver", "Ikast-Brande"
TIE = "/relationer/socialraadgiver/?kommune=0756"
TIE_NAME = re.compile("socialrådgiver, Ikast-Brande")


@dataclass
class Walk:
    """Who walks, and the text of every page on the way, as it came and as a person sees it."""

    browser: Browser
    house: House
    seen: dict[str, str] = field(default_factory=dict)

    @property
    def site(self) -> str:
        return f"http://127.0.0.1:{self.house.ports.directory}"

    def new_page(self) -> Page:
        """Return a page in a browser of its own."""
        return self.browser.new_page(viewport={"width": 1280, "height": 900}, locale="da-DK", reduced_motion="reduce")

    def see(self, page: Page) -> Page:
        """Keep what the page holds now: its whole source, with what is folded, and what its fields hold."""
        fields = page.evaluate("[...document.querySelectorAll('input, textarea')].map(one => one.value).join('\\n')")
        self.seen[f"{len(self.seen)} {page.url}"] = f"{page.content()}\n{fields}"
        return page

    def open(self, page: Page, path: str, heading: str) -> Page:
        """Open a page of the site and see that it is that one."""
        page.goto(self.site + path)
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        return self.see(page)

    def sign_in(self, name: str) -> Page:
        """Return the browser of somebody who is signed in."""
        page = self.new_page()
        page.goto(f"{self.site}/indbakke/")
        page.get_by_label("Brugernavn").fill(name)
        page.get_by_label("Adgangskode").fill(PASSWORD)
        page.get_by_role("button", name="Log ind").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Indbakke")
        return page


@pytest.fixture
def walk(chromium: Browser, house: House) -> Iterator[Walk]:
    """The three processes and two people at the example school."""
    for name, role in (("gaa-vejleder", "editor"), ("gaa-leder", "approver")):
        command = [sys.executable, "tests/browser/let_in.py", name, PASSWORD, role]
        subprocess.run(command, cwd=ROOT, env=house.env, check=True)
    yield Walk(chromium, house)
    for context in chromium.contexts:
        context.close()


def send_a_note(walk: Walk) -> tuple[ChatPage, str]:
    """The teacher's worry with all that should not be in it, her plan, and the note; gives its number."""
    chat = ChatPage(walk.new_page(), walk.house.url).open("eksempelskolen")
    chat.say(WORRY).press("Nej").press("Ikke noget endnu")
    expect(chat.last()).to_contain_text("Først på skolen")
    expect(chat.last()).to_contain_text(PLACE)
    chat.say("Lav en note, jeg kan give videre")
    chat.page.get_by_role("button", name="Send til studievejlederen").click()
    dialog = chat.page.get_by_role("dialog")
    expect(dialog).to_contain_text("lugter af hash")
    dialog.get_by_role("button", name="Send noten").click()
    told = chat.page.locator("#panel .unsent").first
    expect(told).to_contain_text("ikke sendt noget til kommunen")
    number = re.search(r"nummer ([A-Z]\d[A-Z]\d)", told.inner_text())
    assert number
    walk.see(chat.page)
    return chat, number[1]


def answer_in_the_chat(walk: Walk, chat: ChatPage) -> None:
    """The teacher says in the chat that they are hard to work with."""
    chat.page.goto(f"{walk.house.url}/chat/?skole=eksempelskolen&svar=1")
    dialog = chat.page.get_by_role("dialog", name="Hvordan gik kontakten?")
    dialog.get_by_label("Ja", exact=True).check()
    dialog.get_by_label("Hvem fik du fat i?").select_option(WITH)
    dialog.get_by_label("Hvilken kommune?").select_option(PLACE)
    for question in dialog.locator("#rating-fields select:visible").all()[2:]:
        question.select_option("Lidt")
    dialog.get_by_role("button", name="Send svaret").click()
    expect(dialog).to_contain_text("Svaret er gemt uden dit navn")
    walk.see(chat.page)


def take_over(walk: Walk, page: Page, number: str) -> None:
    """The counsellor sees how it is judged, takes it over, writes the next step, and reaches somebody."""
    walk.open(page, "/indbakke/", "Indbakke")
    row = page.locator(".row", has=page.get_by_role("link", name=f"Note {number}"))
    expect(row.locator(".marks")).to_contain_text(re.compile("Rød|Gul|Grøn"))
    row.get_by_role("link").click()
    expect(page.locator(".note")).to_contain_text("lugter af hash")
    expect(page.get_by_role("heading", name="Førstevurdering")).to_be_visible()
    walk.see(page).get_by_role("button", name="Bliv tovholder").click()
    page.get_by_label("Hvad sker der nu?").fill(STEP)
    page.get_by_role("button", name="Gem næste skridt").click()
    expect(page.locator(".now")).to_contain_text(STEP)
    walk.see(page).get_by_role("button", name="Ja, der er kontakt").click()
    expect(page.get_by_text("Der er kontakt til den, der kan hjælpe.")).to_be_visible()
    walk.see(page)


def answer(walk: Walk, page: Page) -> None:
    """Answer on the page of a link: reached, and little of everything."""
    expect(page.locator("main")).to_contain_text(PLACE)
    page.get_by_label("Ja", exact=True).check()
    for little in page.get_by_label("Lidt", exact=True).all():
        little.check()
    walk.see(page).get_by_role("button", name="Send dit svar").click()
    expect(page.get_by_role("heading", name="Tak for dit svar")).to_be_visible()
    walk.see(page)


def answer_by_link(walk: Walk, counsellor: Page) -> None:
    """The counsellor makes a link, and somebody at the school, who is not signed in, answers."""
    walk.open(counsellor, TIE, WITH)
    counsellor.get_by_label("Hvem på skolen?").select_option("mentor")
    counsellor.get_by_role("button", name="Lav et link til en på skolen").click()
    link = counsellor.get_by_label("Link", exact=True).input_value()
    walk.see(counsellor)
    somebody = walk.new_page()
    somebody.goto(link)
    answer(walk, somebody)
    somebody.context.close()


def invite(walk: Walk, page: Page, folder: Path) -> None:
    """From the weak tie to a balkort that was sent, accepted and held."""
    walk.open(page, TIE, WITH)
    page.get_by_role("button", name="Lav et balkort").click()
    expect(page.get_by_label("Tekst til mailen")).to_have_value(re.compile("samarbejdet.*ikke om enkelte elever", re.S))
    with walk.see(page).expect_download() as came:
        page.get_by_role("link", name="Hent kalenderfil").click()
    came.value.save_as(folder / "balkort.ics")
    walk.seen["balkort.ics"] = (folder / "balkort.ics").read_text("utf-8").replace("\n ", "")
    assert (
        "BEGIN:VEVENT" in walk.seen["balkort.ics"] and "Skal vi tale om vores samarbejde?" in walk.seen["balkort.ics"]
    )
    for press, now in (("Jeg har sendt den", "Sendt"), ("De har sagt ja", "Sagt ja"), ("Mødet er holdt", "Holdt")):
        page.get_by_role("button", name=press).click()
        expect(page.locator("main .tag").first).to_have_text(now)
        walk.see(page)
    walk.open(page, "/balkort/", "Balkort")
    expect(page.locator(".card", has=page.get_by_role("link", name=f"{WITH}, {PLACE}"))).to_contain_text("Holdt")


def meet(walk: Walk, page: Page) -> None:
    """A storylab with a decision, which is a task with a role and a day; and the pack to print."""
    walk.open(page, "/storylab/", "Storylab")
    page.get_by_label("Kommune").select_option(PLACE)
    page.get_by_label("Mødet er").fill((date.today() + timedelta(days=20)).isoformat())
    page.get_by_role("button", name="Saml pakken").click()
    page.get_by_label("Hvad har I besluttet?").fill(DECISION)
    page.get_by_label("Hvem gør det?").select_option("Studievejleder")
    page.get_by_label("Senest").fill((date.today() + timedelta(days=40)).isoformat())
    page.get_by_role("button", name="Gem beslutningen").click()
    walk.see(page).get_by_role("link", name="Se og udskriv pakken").click()
    expect(page.locator(".decisions")).to_contain_text(DECISION)
    expect(page.get_by_role("row", name=re.compile(WITH))).to_contain_text("Holdt")
    sheets = len(re.findall(rb"/Type\s*/Page[^s]", walk.see(page).pdf(format="A4")))
    assert 1 <= sheets <= 4
    walk.open(page, "/storylab/", "Storylab")
    expect(page.locator(".card", has=page.get_by_role("heading", name=DECISION))).to_contain_text("Studievejleder")


def kept(database: Path) -> str:
    """Return every value of every table, and the file's own bytes with those of its journal."""
    with closing(sqlite3.connect(database)) as opened:
        tables = "\n".join(opened.iterdump())
    files = [one for one in database.parent.glob(f"{database.name}*") if one.is_file()]
    return tables + "".join(one.read_bytes().decode("utf-8", "replace") for one in files)


def everybody_answers(walk: Walk, chat: ChatPage, counsellor: Page) -> None:
    """Five answers: the counsellor's own from the note, three by links, and the teacher's; four are not yet shown."""
    counsellor.get_by_label("Hvem fik du fat i?").select_option(WITH)
    counsellor.get_by_role("button", name="Svar på spørgsmålene").click()
    answer(walk, counsellor)
    for _ in range(3):
        answer_by_link(walk, counsellor)
    tie = walk.open(counsellor, "/relationer/?kommune=0756", "Relationskort").get_by_role("link", name=TIE_NAME)
    expect(tie).to_contain_text("for få svar endnu")
    answer_in_the_chat(walk, chat)
    walk.open(counsellor, "/relationer/?kommune=0756", "Relationskort")
    expect(tie).to_contain_text("svag")
    expect(counsellor.locator("section.card", has=counsellor.get_by_text("Tag en snak om dem"))).to_contain_text(WITH)
    expect(walk.open(counsellor, TIE, WITH).get_by_text("5 svar.")).to_be_visible()


def leave_traces(walk: Walk) -> dict[str, str]:
    """Return by name all that could hold what she wrote: each page, the directory's database, and the three logs."""
    logs = {
        f"log of {name}": part.log.read_text("utf-8", "replace") for name, part in walk.house.parts.items() if part.log
    }
    return walk.seen | logs | {"database": kept(Path(walk.house.env["VEJVISER_DATABASE"]))}


def test_a_worry_walks_all_the_way_and_its_identifiers_nowhere(walk: Walk, tmp_path: Path) -> None:
    chat, number = send_a_note(walk)
    counsellor = walk.sign_in("gaa-vejleder")
    take_over(walk, counsellor, number)
    everybody_answers(walk, chat, counsellor)
    invite(walk, counsellor, tmp_path)
    meet(walk, counsellor)
    leader = walk.open(walk.sign_in("gaa-leder"), "/ledelse/", "Ledelse")
    expect(leader.get_by_role("heading", name="Nåede de frem?")).to_be_visible()

    traces = leave_traces(walk)
    # The search itself finds what is there.
    assert any("lugter af hash" in text for text in walk.seen.values()) and DECISION in traces["database"]
    found = [(name, word) for name, text in traces.items() for word in PLANTED if word.casefold() in text.casefold()]
    assert not found
