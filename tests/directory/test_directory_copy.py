"""What the action server says while the directory is away, with the real server stopped, hung and started again."""

import signal
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from serving import Server

from actions.clock import DENMARK, danish_now
from actions.directory_client import DirectoryClient
from actions.guidance.answer import answer
from actions.guidance.concern import Concern
from actions.house import knowledge
from actions.lookup import Found, _look_up, _look_up_plan
from actions.plan import decide

SCHOOL = "eksempelskolen"
NUMBER, NEW_NUMBER = "11 22 33 44", "55 66 77 88"
# A keeper gives SSP in Ikast-Brande a number, or another one, and confirms it.
CONFIRM = """
from directory.resources.models import Phone, Service, Verification
ssp = Service.objects.get(name="SSP i Ikast-Brande Kommune")
ssp.phones.all().delete()
Phone.objects.create(service=ssp, number="{}")
Verification.objects.create(service=ssp, assurer="studievejleder")
"""
AGE = 17
IN_IKAST = Concern(topics=("kriminalitet_radikalisering",), municipality="0756", age=AGE, age_group="under18")


@pytest.fixture
def server(new_database: Callable[..., str], tmp_path: Path) -> Iterator[Server]:
    found = Server(new_database(), tmp_path)
    found.change(CONFIRM.format(NUMBER))
    found.start()
    client = DirectoryClient(found.url)
    with patch("actions.lookup.directory", lambda: client):
        yield found
    found.close()


def numbers(found: Found) -> list[str]:
    assert found.services is not None
    ssp = next(service for service in found.services if service["key"] == "ssp")
    return [phone["number"] for phone in ssp["phones"]]


def said(found: Found) -> dict[str, Any]:
    return answer(decide(IN_IKAST, found), knowledge())


def test_a_day_with_the_directory(server: Server) -> None:
    fresh = _look_up(IN_IKAST, SCHOOL)
    assert fresh.as_of is None and numbers(fresh) == [NUMBER] and fresh.municipality and fresh.school_plan
    assert "Oplysningerne er fra" not in said(fresh)["text"]
    assert f"tel:{NUMBER.replace(' ', '')}" in str(said(fresh))

    # A correction shows in the next conversation.
    server.change(CONFIRM.format(NEW_NUMBER))
    assert numbers(_look_up(IN_IKAST, SCHOOL)) == [NEW_NUMBER]

    # Away: the copy answers at once, and says how old it is.
    server.stop()
    started = time.monotonic()
    copied = _look_up(IN_IKAST, SCHOOL)
    assert time.monotonic() - started < 1.5
    assert copied.as_of is not None and danish_now() - copied.as_of < timedelta(minutes=1)
    assert numbers(copied) == [NEW_NUMBER] and copied.school_plan == fresh.school_plan
    text = said(copied)["text"]
    assert f"kl. {copied.as_of.strftime('%H.%M')}, fordi kontaktlisten ikke svarer lige nu." in text
    assert "Kontaktlisten svarer ikke lige nu. Skridtene" not in text, (
        "there are contacts, so the other line is not true"
    )

    # Away, and the confirmation has run out since: nobody is told to call that number.
    with patch("actions.lookup.danish_now", return_value=danish_now() + timedelta(days=800)):
        later = _look_up(IN_IKAST, SCHOOL)
    assert numbers(later) == [] and "tel:" not in str(said(later)["sections"]).replace("tel:112", "").replace(
        "tel:114", ""
    )

    # Another municipality was never asked for: as before, but the school's own plan is there.
    elsewhere = _look_up(Concern(municipality="0101", age=AGE), SCHOOL)
    assert elsewhere.services is None and elsewhere.school_plan and elsewhere.as_of
    assert _look_up_plan(SCHOOL).school_plan

    # It comes back with a correction that was made while it was away.
    server.change(CONFIRM.format(NUMBER))
    server.start()
    back = _look_up(IN_IKAST, SCHOOL)
    assert back.as_of is None and numbers(back) == [NUMBER]

    # It hangs: one answer waits once, however much it has to read.
    server.signal(signal.SIGSTOP)
    started = time.monotonic()
    hung = _look_up(IN_IKAST, SCHOOL)
    assert time.monotonic() - started < 4.5 and hung.as_of is not None and numbers(hung) == [NUMBER]
    server.signal(signal.SIGCONT)

    # The log of the directory tells of no pupil: the place, and never the age.
    log = server.log.read_text("utf-8")
    assert "municipality=0756" in log and "age=" not in log.replace("page=", "")


def test_the_words_of_a_copy_are_danish_time() -> None:
    summer = datetime.fromisoformat("2026-07-01T22:30:00+00:00").astimezone(DENMARK)
    shown = said(Found(services=[], as_of=summer))
    assert "Oplysningerne er fra den 2. juli kl. 00.30, fordi kontaktlisten ikke svarer lige nu." in shown["text"]
