"""Links to answer about a contact: guessed, changed, another school's, used twice and at once; and the inbox's own."""

from __future__ import annotations

import random
import re
import sqlite3
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import requests
from house import ROOT
from shared_house import SharedHouse

from .abuse_corpus import MARK, Fuzzer
from .abuse_judge import Report

GUESSES = 150
AT_ONCE = 6
INBOX = ("", "overtag", "skridt", "mangler", "kontakt", "afslut", "svar")
MAKE = """
import os, sys
sys.path.insert(0, ".")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
import django
django.setup()
from directory.resources.models import Municipality
from directory.schools.models import School
from directory.ties.linking import rating_path
school = School.objects.get(slug="eksempelskolen")
for _ in range(3):
    print(rating_path(school, Municipality.objects.get(code="0756"), "studievejleder", "socialraadgiver"))
"""


def links(house: SharedHouse, report: Report, seed: int, share: float) -> None:
    """Attack the pages that anybody with a link can open, and those of which nobody has the address."""
    site = f"http://127.0.0.1:{house.ports.directory}"
    made = subprocess.run(
        [sys.executable, "-c", MAKE], cwd=ROOT, env=house.env, check=True, capture_output=True, text=True
    ).stdout.split()
    fuzzer, chance = Fuzzer(seed), random.Random(seed)
    token = made[0].rpartition("/")[2]
    for number in range(round(GUESSES * share)):
        guess = _guess(chance, fuzzer, token, number)
        answer = requests.get(f"{site}/svar/{guess}", timeout=30)
        report.note("directory svar", answer.status_code, _ours(answer), guess)
        if "<form" in answer.text and 'type="radio"' in answer.text:
            report.blame("a made-up link lets somebody answer", guess, answer.text[:200])
    for path in INBOX:
        place = f"{site}/indbakke/{uuid.uuid4()}/{path}{'/' if path else ''}"
        for method in ("GET", "POST"):
            answer = requests.request(method, place, data={"x": MARK}, allow_redirects=False, timeout=30)
            report.note("directory indbakke", answer.status_code, _ours(answer), place)
            if answer.status_code == 200:
                report.blame("the inbox is open", place, answer.text[:200])
    _at_once(house, report, site + made[1])


def _guess(chance: random.Random, fuzzer: Fuzzer, token: str, number: int) -> str:
    """Return a changed link, or something else altogether."""
    if number % 3 == 0:
        return fuzzer.pick((MARK, "a:b:c", "..%2f..", "%00", "%ff", "x" * 3000, "", "%7B%7D:1:x", token[::-1]))
    # The last sign of a base64 can carry bits that mean nothing, so it is left as it is.
    at = chance.randrange(len(token) - 1)
    other = chance.choice([sign for sign in "abcXYZ019_-:" if sign != token[at]])
    return token[:at] + other + token[at + 1 :]


def _at_once(house: SharedHouse, report: Report, address: str) -> None:
    """Let several send the same answer at the same moment: one is kept."""
    before = _kept(house)

    def answer(_: int) -> int:
        browser = requests.Session()
        page = browser.get(address, timeout=30).text
        hidden = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        sent = {"csrfmiddlewaretoken": hidden[1] if hidden else "", "reached": "nej"}
        return browser.post(address, data=sent, headers={"Referer": address}, timeout=30).status_code

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for status in [*pool.map(answer, range(AT_ONCE)), answer(0)]:
            report.note("directory svar sent", status, "", address)
    if _kept(house) - before != 1:
        report.blame("a link that is used at once counts more or less than once", _kept(house) - before)


def _kept(house: SharedHouse) -> int:
    with closing(sqlite3.connect(house.env["VEJVISER_DATABASE"])) as base:
        return int(base.execute("SELECT count(*) FROM ties_rating").fetchone()[0])


def _ours(answer: requests.Response) -> str:
    """The directory's own pages have headings, and name nobody's software."""
    return "" if 'lang="da"' in answer.text and MARK not in answer.text else answer.text
