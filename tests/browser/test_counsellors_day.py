"""A counsellor's day in a real browser: a sheet with two errors, three confirmations, a plan step, a leader's approval,
and the next teacher's conversation that quotes it all. The school next door sees none of it."""

import re
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_report import audit
from chat_page import ChatPage
from house import ROOT, House, started
from playwright.sync_api import Browser, Page, expect

from deploy import model

pytestmark = pytest.mark.slow

WORRY = "han er her næsten aldrig, lugter af hash og skylder penge, han er 19 og bor i Ikast"
# Numbers from nobody's series: Danish numbers do not begin with 0 or 1, and these were never given out.
NUMBERS = {"Rusmiddelbehandling for unge": "99 60 00 01", "SSP": "99 60 00 02", "Socialrådgiver": "99 60 00 03"}
STEP = "Tag bekymringen op i teamet hver tirsdag."
MINE, OTHER = "eksempelskolen", "naboskolen"
PASSWORD = secrets.token_urlsafe(16)

SignIn = Callable[[str], Page]


@pytest.fixture(scope="module")
def two_schools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The three processes with a database of their own, in which two schools have people."""
    with started(House, tmp_path_factory.mktemp("day"), model.ensure()) as house:
        command = [sys.executable, "tests/browser/two_schools.py", PASSWORD]
        subprocess.run(command, cwd=ROOT, env=house.env, check=True)
        yield house


@pytest.fixture
def admin(two_schools: House) -> str:
    return f"http://127.0.0.1:{two_schools.ports.directory}/admin"


@pytest.fixture
def sign_in(chromium: Browser, admin: str) -> Iterator[SignIn]:
    """Open a fresh browser and sign in by name and password."""
    contexts = []

    def enter(name: str) -> Page:
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="da-DK")
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{admin}/")
        page.get_by_label("Brugernavn").fill(name)
        page.get_by_label("Adgangskode").fill(PASSWORD)
        page.get_by_role("button", name="Log ind").click()
        expect(page.get_by_role("link", name="Dækning").first).to_be_visible()
        return page

    yield enter
    for context in contexts:
        context.close()


def sheet(folder: Path, rus: str, ssp_place: str) -> Path:
    """A sheet as the counsellor's spreadsheet saves it: semicolons, Windows-1252."""
    rows = [
        ("Kommune", "Funktion", "Telefon", "Kan bidrage med"),
        ("Ikast-Brande", "Rusmiddelbehandling for unge", rus, "Samtaler om hash, også på skolen"),
        (ssp_place, "SSP", NUMBERS["SSP"], ""),
        ("Ikast-Brande", "Socialrådgiver", NUMBERS["Socialrådgiver"], ""),
    ]
    path = folder / "kontakter.csv"
    path.write_bytes("\r\n".join(";".join(row) for row in rows).encode("cp1252"))
    return path


def confirmed(page: Page, admin: str) -> str:
    """What the coverage page counts."""
    page.goto(f"{admin}/daekning/")
    return page.locator(".count").inner_text()


def import_the_sheet(page: Page, admin: str, folder: Path) -> None:
    """Two errors, both told with row and column; corrected, seen and taken in."""
    page.goto(f"{admin}/ark/")
    page.get_by_label("Ark (.xlsx eller .csv").set_input_files(sheet(folder, "99 60 00", "Ikast-Brade"))
    page.get_by_role("button", name="Se ændringerne").click()
    expect(page.get_by_role("heading", name="Der er 2 fejl. Intet er gemt.")).to_be_visible()
    problems = page.locator(".problems li")
    expect(problems.nth(0)).to_contain_text("Række 2")
    expect(problems.nth(0)).to_contain_text("Telefon")
    expect(problems.nth(1)).to_contain_text("Række 3")
    expect(problems.nth(1)).to_contain_text("Kommune")
    page.get_by_label("Ark (.xlsx eller .csv").set_input_files(
        sheet(folder, NUMBERS["Rusmiddelbehandling for unge"], "Ikast-Brande")
    )
    page.get_by_role("button", name="Se ændringerne").click()
    expect(page.get_by_text("Ny: 3")).to_be_visible()
    page.get_by_role("button", name="Indlæs").click()
    expect(page.locator(".messagelist")).to_be_visible()


def confirm_three_rows(page: Page, admin: str) -> None:
    """In bulk, from the list of the school's own rows."""
    page.goto(f"{admin}/resources/service/?egne=ja")
    rows = page.locator("#result_list tbody tr")
    expect(rows).to_have_count(3)
    for box in rows.locator("input.action-select").all():
        box.check()
    page.locator("select[name=action]").select_option(label="Bekræft i dag")
    page.get_by_role("button", name="Udfør").click()
    expect(page.get_by_role("heading", name="3 rækker bliver bekræftet i dag af vejleder")).to_be_visible()
    for number in NUMBERS.values():
        expect(page.get_by_text(number)).to_be_visible()
    page.get_by_label("Ringet op").check()
    page.get_by_label("Din funktion").fill("studievejleder")
    page.get_by_role("button", name="Bekræft i dag", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("3")


def change_a_step(page: Page, admin: str) -> None:
    """A draft: the teachers do not see it yet."""
    page.goto(f"{admin}/schools/plan/")
    page.get_by_role("link", name="Eksempelskolen").first.click()
    step = page.locator("textarea", has_text="Tag bekymringen op i teamet.")
    step.fill(STEP + " Aftal én tovholder.")
    page.get_by_role("button", name="Gem og fortsæt").click()
    expect(page.get_by_text("Lærerne ser først ændringen, når lederen har godkendt den.")).to_be_visible()


def approve(page: Page, admin: str) -> None:
    """The leader reads what is changed, and approves it."""
    page.goto(f"{admin}/schools/plan/")
    page.get_by_role("link", name="Eksempelskolen").first.click()
    page.get_by_role("link", name="Se forskel og godkend").click()
    expect(page.locator("ins", has_text="hver tirsdag")).to_be_visible()
    page.get_by_role("button", name="Godkend som version").click()
    expect(page.get_by_text("Planen herunder er den, lærerne ser.")).to_be_visible()


def plan_of(chromium: Browser, house: House, school: str) -> str:
    """The plan that a teacher of that school gets for one and the same worry."""
    context = chromium.new_context(viewport={"width": 900, "height": 1300}, locale="da-DK", reduced_motion="reduce")
    chat = ChatPage(context.new_page(), house.url).open(school)
    chat.say(WORRY).press("Nej").press("Ikke noget endnu")
    for folded in chat.last().locator("details").all():
        folded.evaluate("element => element.open = true")
    text: str = chat.last().inner_text()
    context.close()
    return text


def test_a_counsellors_day(chromium: Browser, two_schools: House, admin: str, sign_in: SignIn, tmp_path: Path) -> None:
    before = plan_of(chromium, two_schools, MINE)
    assert "hver tirsdag" not in before and "99 60 00 01" not in before

    counsellor = sign_in("vejleder")
    assert confirmed(counsellor, admin).startswith("0 af")
    import_the_sheet(counsellor, admin, tmp_path)
    assert confirmed(counsellor, admin).startswith("0 af"), "a number from a sheet is not a confirmation"
    confirm_three_rows(counsellor, admin)
    assert confirmed(counsellor, admin).startswith("3 af")
    change_a_step(counsellor, admin)
    expect(counsellor.get_by_role("link", name="Se forskel og godkend")).to_have_count(0)
    assert "hver tirsdag" not in plan_of(chromium, two_schools, MINE), "a draft has reached the teachers"
    approve(sign_in("leder"), admin)

    quoted = plan_of(chromium, two_schools, MINE)
    for words in ("hver tirsdag", "99 60 00 01", "Samtaler om hash, også på skolen"):
        assert words in quoted

    neighbour = sign_in("nabo")
    assert confirmed(neighbour, admin).startswith("0 af")
    neighbour.goto(f"{admin}/resources/service/?egne=ja")
    expect(neighbour.locator("#result_list tbody tr")).to_have_count(0)
    neighbour.goto(f"{admin}/schools/plan/")
    expect(neighbour.get_by_role("link", name="Eksempelskolen")).to_have_count(0)
    nothing = plan_of(chromium, two_schools, OTHER)
    for words in ("hver tirsdag", "99 60 00 01", "Samtaler om hash"):
        assert words not in nothing


def send_a_note(chromium: Browser, house: House) -> str:
    """A teacher's worry, handed over; gives the number that she is told."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="da-DK", reduced_motion="reduce")
    chat = ChatPage(context.new_page(), house.url).open(MINE)
    chat.say(WORRY).press("Nej").press("Ikke noget endnu").say("Lav en note, jeg kan give videre")
    chat.page.get_by_role("button", name="Send til studievejlederen").click()
    dialog = chat.page.get_by_role("dialog")
    expect(dialog).to_contain_text("skolens studievejleder, Eksempelskolen")
    expect(dialog).to_contain_text("lugter af hash")
    dialog.get_by_role("button", name="Send noten").click()
    told = chat.page.locator("#panel .unsent").first
    expect(told).to_contain_text("ikke sendt noget til kommunen")
    number = re.search(r"nummer ([A-Z]\d[A-Z]\d)", told.inner_text())
    context.close()
    assert number
    return number[1]


def test_a_teachers_note_reaches_her_own_counsellor(
    chromium: Browser, two_schools: House, admin: str, sign_in: SignIn
) -> None:
    number, site = send_a_note(chromium, two_schools), admin.removesuffix("/admin")
    counsellor = sign_in("vejleder")
    counsellor.goto(f"{site}/indbakke/")
    assert not audit(counsellor, "indbakke")
    counsellor.get_by_role("link", name=f"Note {number}").click()
    expect(counsellor.locator(".note")).to_contain_text("lugter af hash")
    counsellor.get_by_role("button", name="Bliv tovholder").click()
    counsellor.get_by_label("Hvad sker der nu?").fill("Vi taler med eleven sammen")
    counsellor.get_by_role("button", name="Gem næste skridt").click()
    expect(counsellor.get_by_role("status")).to_contain_text("Næste skridt er gemt")
    assert not audit(counsellor, "note i indbakken")
    counsellor.get_by_role("button", name="Ja, der er kontakt").click()
    counsellor.get_by_label("Eleven får hjælp på skolen").check()
    counsellor.get_by_role("button", name="Afslut noten").click()
    expect(counsellor.get_by_role("status")).to_contain_text("Den bliver slettet af sig selv")

    leader = sign_in("leder")
    leader.goto(f"{site}/ledelse/")
    expect(leader.get_by_role("heading", name="Ledelse")).to_be_visible()
    assert not audit(leader, "ledelse")
    neighbour = sign_in("nabo")
    neighbour.goto(f"{site}/indbakke/")
    expect(neighbour.get_by_text("Der er ingen nye noter.")).to_be_visible()
    expect(neighbour.get_by_text(number)).to_have_count(0)
