"""Words in every field that a school's user can fill about a case or a meeting: after their time they are nowhere.

The clock is moved, and the two morning commands do the rest. Nowhere is: no table, no byte of the database's files, no
line of a log. The guides say the times: docs/overlevering.md and docs/relationer.md.
"""

import io
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections, models
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate
from handing_over import everything_kept, handed, mails, order, post
from people import HOME, schools, signed_in
from tied import COUNSELLOR, SOCIAL, rate

from actions.guidance.concern import Concern
from actions.guidance.facts import facts_of
from directory.handovers.models import Handover
from directory.handovers.sealing import unseal
from directory.ties.models import Decision, Invitation, Storylab
from directory.ties.periods import half_of

pytestmark = pytest.mark.skipif(
    os.environ.get("VEJVISER_TEST_DATABASE") == "postgresql", reason="the bytes of a file are SQLite's"
)

# One word for each field; each stands nowhere else.
NOTE, STEP, OPEN, TEXT, PLACE = "kvaedegele", "rabarberkompot", "hyldeblomst", "mirabelletrae", "stikkelsbaer"
LINES = {"workflows": "solbaersaft", "effects": "tyttebaersylt", "next_steps": "brombaerkrat"}
DECISION, REFUSED = "multebaermose", "havtornbusk"
CASE, TALK = (NOTE, STEP, OPEN, REFUSED), (TEXT, PLACE, *LINES.values(), DECISION)
# Every column that holds text, and for each that a user cannot fill, what it holds instead.
FILLED = {"handover.sealed_note", "handover.sealed_step", "invitation.text", "invitation.where", "decision.text"}
FILLED |= {f"storylab.{name}" for name in LINES}
NOT_FREE = {
    "handover.client_id": "the sender's random id",
    "handover.reference": "drawn",
    "handover.topics": "codes",
    "handover.sealed_facts": "codes; anything else is refused, below",
    "handover.reminded": "marks of what was said",
    "handovercount.topic": "a code",
    "handovercount.municipality": "a code",
    "handovercount.step": "a code",
    "usedlink.key": "a digest",
    "historicalinvitation.history_change_reason": "no page fills it",
    "historicalstorylab.history_change_reason": "no page fills it",
    "historicaldecision.history_change_reason": "no page fills it",
    "historicalcharge.history_change_reason": "no page fills it",
    "historicalprojectgroup.history_change_reason": "no page fills it",
    "historicalgroupmember.history_change_reason": "no page fills it",
}
GROUP = ("charge", "projectgroup", "groupmember")


@pytest.fixture
def kept(new_database: Callable[..., str]) -> Iterator[Path]:
    """A database of its own in which every change is committed, and another worker that has it open all the time."""
    before, path = connections["default"], Path(new_database())
    own: Any = before.copy()
    own.settings_dict["NAME"] = str(path)
    connections["default"] = own
    try:
        with closing(sqlite3.connect(path)) as other:
            other.execute("SELECT count(*) FROM django_session").fetchall()
            yield path
    finally:
        own.close()
        connections["default"] = before


def raw(path: Path) -> bytes:
    """Return every byte of the database's files: the tables, what was freed in them, and the log beside them."""
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))


def morning(days: int) -> None:
    """Let it be the morning so many days from now, and do what is done every morning."""
    # On the clock of that day: so many times 24 hours from late in a winter's evening is a day more in summer.
    then = datetime.combine(localdate() + timedelta(days=days), time(8), timezone.get_default_timezone())
    with mock.patch.object(timezone, "now", lambda: then), mails() as sent:
        call_command("tend_handovers", stdout=io.StringIO())
        call_command("forget_old_logs", stdout=io.StringIO())
    assert not [word for word in CASE + TALK for letter in sent if word in f"{letter.subject} {letter.body}"]


def left(path: Path, *words: str) -> list[str]:
    """Return the words that some table or some byte still holds."""
    tables, files = everything_kept(), raw(path)
    return [word for word in words if word in tables or word.encode() in files]


def plant_case(client: Client) -> list[str]:
    """Hand over two notes, one of them closed again; return what is sealed of both."""
    tomorrow = str(localdate() + timedelta(days=1))
    facts = facts_of(Concern(age_group="under18", safety_answered=True))
    sealed: list[str] = []
    for note, step, ending in ((NOTE, STEP, "less"), (OPEN, OPEN, "")):
        one = handed(note=f"Vi talte om {note}.", facts=facts)
        page = f"/indbakke/{one.pk}/"
        client.get(page)
        client.post(f"{page}overtag/", {"seen": ""})
        assert (
            client.post(f"{page}skridt/", {"step": f"Snak om {REFUSED} 22334455", "day": tomorrow}).status_code == 422
        )
        assert client.post(f"{page}skridt/", {"step": f"Snak om {step}", "day": tomorrow}).status_code == 302
        client.post(f"{page}mangler/", {"municipality": HOME, "tried": ["talked_pupil"]})
        one.refresh_from_db()
        assert note in unseal(one.sealed_note) and step in unseal(one.sealed_step) and one.sealed_facts
        sealed += [one.sealed_note, one.sealed_step, one.sealed_facts, one.client_id]
        if ending:
            client.post(f"{page}afslut/", {"ending": ending})
    for wrong in ({"topics": [REFUSED]}, {"facts": facts | {"tried": [REFUSED]}}, {"facts": facts | {REFUSED: 1}}):
        assert post(order(id="wrong" * 5, note=OPEN) | wrong).status_code == 400, wrong
    return sealed


def plant_talk(client: Client) -> str:
    """Write two balkort and a storylab with a decision; return the page of one balkort."""
    for _ in range(2):
        found = client.post("/balkort/ny/", {"role": SOCIAL, "kommune": HOME})["Location"]
        filled = {"do": "save", "text": f"Tag {TEXT} med.", "where": PLACE, "starts": "2099-05-05T13:00"}
        assert client.post(found, filled).status_code == 302
    day = localdate() + timedelta(days=20)
    new = {"kommune": HOME, "periode": half_of(localdate()).code, "meets_on": str(day)}
    lab = client.post("/storylab/", new)["Location"]
    assert client.post(lab, {"do": "lines", "meets_on": str(day)} | LINES).status_code == 302
    due = str(localdate() + timedelta(days=4000))
    assert client.post(lab, {"do": "decide", "text": DECISION, "owner": SOCIAL, "due": due}).status_code == 302
    return str(found)


def test_every_column_of_text_is_planted_or_is_known_to_hold_none() -> None:
    """A new field for words must be planted here too, and so be given a time."""
    wide = (models.CharField, models.TextField, models.JSONField)
    about = [one for app in ("handovers", "ties") for one in apps.get_app_config(app).get_models()]
    about += [one for one in apps.get_app_config("schools").get_models() if one._meta.model_name.endswith(GROUP)]  # type: ignore[union-attr]
    found = {
        f"{one._meta.model_name}.{field.name}"
        for one in about
        for field in one._meta.get_fields()
        if isinstance(field, wide) and not field.choices
    }
    assert found == FILLED | set(NOT_FREE)


def test_when_its_time_is_out_no_word_is_left_anywhere(kept: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    school = schools()[0]
    rate(school, HOME, (COUNSELLOR, SOCIAL), 5, 2)
    client = signed_in("editor", school)
    sealed = plant_case(client)
    sent = plant_talk(client)
    assert left(kept, *TALK) == list(TALK), "the search finds what is there"
    assert not left(kept, *CASE), "a case is never in the clear"
    # At once: the next step when it is closed, a balkort's text and place when it is sent.
    assert Handover.objects.get(state="closed").sealed_step == ""
    client.post(sent, {"do": "sent"})
    balkort = Invitation.objects.get(pk=sent.split("/")[2])
    assert (balkort.text, balkort.where) == ("", "") and Invitation.objects.exclude(text="").count() == 1
    # By the day: what the guides say is there until its last day, and gone the day after.
    for last, of_it in (
        (90, (Handover.objects.filter(state="closed"), Invitation.objects.exclude(text="", where=""))),
        (180, (Handover.objects.all(),)),
        (730, (Invitation.objects.all(),)),
        (20 + 730, (Storylab.objects.all(), Decision.objects.all())),
    ):
        morning(last)
        assert all(rows.exists() for rows in of_it), last
        morning(last + 1)
        assert not any(rows.exists() for rows in of_it), last
        assert last < 180 or not left(kept, *CASE, *sealed, TEXT, PLACE)
    assert not left(kept, *CASE, *TALK, *sealed)
    assert not [word for word in CASE + TALK if word in caplog.text]
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA secure_delete").fetchone() == (1,)


def test_no_meeting_is_set_so_far_off_that_its_words_would_stay(kept: Path) -> None:
    client = signed_in("editor", schools()[0])
    new = {"kommune": HOME, "periode": half_of(localdate()).code, "meets_on": str(localdate() + timedelta(days=367))}
    assert client.post("/storylab/", new).context["form"].errors and not Storylab.objects.exists()
