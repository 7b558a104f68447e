"""A school lets its intranet in, in the directory; there a teacher comes from worry to plan. The real processes."""

import secrets
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import requests
from embed_host import HostPage, Site, demo
from house import ROOT, House
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.slow

# See test_embedding.py.
CHROMIUM = ("--disable-features=MediaRouter,OptimizationHints,HttpsUpgrades",)
WORRY = "han er her næsten aldrig, lugter af hash og skylder penge, han er 19 og bor i Ikast"


@pytest.fixture
def intranet() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


def let_in(page: Page, house: House, address: str) -> None:
    """What the school's editor does in the admin."""
    name, password = "it-medarbejder", secrets.token_urlsafe(16)
    command = [sys.executable, "tests/browser/let_in.py", name, password]
    subprocess.run(command, cwd=ROOT, env=house.env, check=True)
    page.goto(f"http://127.0.0.1:{house.ports.directory}/admin/schools/school/")
    page.get_by_label("Brugernavn").fill(name)
    page.get_by_label("Adgangskode").fill(password)
    page.get_by_role("button", name="Log ind").click()
    page.get_by_role("link", name="Eksempelskolen").click()
    page.get_by_role("textbox", name="Sider, der må vise chatten").fill(address)
    page.screenshot(path=ROOT / "var" / "screenshots" / "embed_admin.png", full_page=True)
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Eksempelskolen")


def wait_for(house: House, origin: str) -> None:
    """A change in the directory may take half a minute."""
    for _ in range(80):
        headers = requests.get(f"{house.url}/chat/?skole=eksempelskolen", timeout=10).headers
        if headers["Content-Security-Policy"].endswith(origin):
            return
        time.sleep(0.5)
    raise AssertionError("the page does not let the school's intranet in")


def test_from_the_schools_own_page_to_a_plan(chromium: Browser, house: House, intranet: Site) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="da-DK", reduced_motion="reduce")
    let_in(context.new_page(), house, f"{intranet.url}/forside")
    wait_for(house, intranet.url)
    page = context.new_page()
    page.goto(intranet.page("/", demo(house.url, "eksempelskolen")))
    host = HostPage(page).open()
    expect(host.say(WORRY)).to_contain_text("fare lige nu")
    for title in ("Nej", "Ikke noget endnu"):
        host.press(title)
    plan = host.chat.locator(".message.bot").last
    for words in ("Først på skolen", "Ikast-Brande", "Tovholder"):
        expect(plan).to_contain_text(words)
    page.screenshot(path=ROOT / "var" / "screenshots" / "embed_real_plan.png")
    context.close()
