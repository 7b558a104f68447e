"""Storylab: a pack by one click, three lines, decisions that are listed until they are done."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import localdate
from people import HOME, schools, signed_in
from tied import COUNSELLOR, SOCIAL, rate

from directory.schools.models import School
from directory.ties.forgetting import forget
from directory.ties.models import Decision, Storylab
from directory.ties.periods import half_of

LINES = {"do": "lines", "workflows": "Vi ringer først.", "effects": "Færre venter.", "next_steps": "Ugentlig snak."}
DECISION = {"do": "decide", "text": "Fælles telefontid", "owner": SOCIAL}


@pytest.fixture
def school() -> School:
    mine: School = schools()[0]
    rate(mine, HOME, (COUNSELLOR, SOCIAL), 5, 2)
    return mine


@pytest.fixture
def storylab(school: School) -> Storylab:
    new = {"kommune": HOME, "periode": half_of(localdate()).code, "meets_on": str(localdate() + timedelta(days=20))}
    answer = signed_in("editor", school).post("/storylab/", new)
    assert answer.status_code == 302
    return Storylab.objects.get(pk=answer["Location"].split("/")[2])


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_pack_holds_map_balkort_questions_agenda_and_room(school: School, storylab: Storylab) -> None:
    editor, address = signed_in("editor", school), f"/storylab/{storylab.pk}/"
    editor.post("/balkort/ny/", {"role": SOCIAL, "kommune": HOME})
    editor.post(address, LINES | {"meets_on": str(storylab.meets_on)})
    editor.post(address, DECISION | {"due": str(localdate() + timedelta(days=40))})
    page = signed_in("reader", school).get(f"{address}pakke/").content.decode()
    found = text(page)
    whole = ["Dagsorden", "Socialrådgiver: svag, I peger på dem", "Kladde", "Fælles telefontid"]
    whole += ["Vi ringer først.", "Færre venter.", "Ugentlig snak.", "Ingen har kontakt med dem", "Misbrugskonsulent."]
    assert not [words for words in whole if words not in found]
    assert page.count('<tr class="room">') == 5 and f"kommune={HOME}" in page


def test_decisions_are_listed_until_they_are_done(school: School, storylab: Storylab) -> None:
    editor, address = signed_in("editor", school), f"/storylab/{storylab.pk}/"
    editor.post(address, DECISION | {"due": str(localdate() - timedelta(days=1))})
    decision = Decision.objects.get()
    page = text(editor.get("/storylab/").content.decode())
    assert "Fælles telefontid" in page and "over tiden" in page and "Socialrådgiver, senest" in page
    back = editor.post(f"/storylab/opgave/{decision.pk}/", {"do": "done", "back": "list"})
    assert back["Location"] == f"/storylab/?skole={school.slug}"
    assert "Fælles telefontid" not in text(editor.get("/storylab/").content.decode())
    assert "gjort" in text(editor.get(address).content.decode())
    editor.post(f"/storylab/opgave/{decision.pk}/", {"do": "undone"})
    assert "Fælles telefontid" in text(editor.get("/storylab/").content.decode())
    assert editor.post(f"/storylab/opgave/{decision.pk}/", {"do": "x"}).status_code == 404


@pytest.mark.parametrize("line", ["Ring 12 34 56 78", "Skriv til bo@example.org", "Om 010203-1234", "x" * 201])
def test_a_line_is_short_and_holds_no_number(school: School, storylab: Storylab, line: str) -> None:
    editor, address = signed_in("editor", school), f"/storylab/{storylab.pk}/"
    assert editor.post(address, LINES | {"meets_on": str(storylab.meets_on), "effects": line}).context["lines"].errors
    due = {"due": str(localdate())}
    assert editor.post(address, DECISION | due | {"text": line}).context["decision"].errors
    storylab.refresh_from_db()
    assert not (storylab.workflows or storylab.effects) and not Decision.objects.exists()


def test_a_wrong_form_is_asked_again(school: School) -> None:
    editor = signed_in("editor", school)
    for wrong in ({}, {"kommune": "9999", "periode": "1999-1", "meets_on": "i morgen"}):
        assert editor.post("/storylab/", wrong).context["form"].errors
    assert not Storylab.objects.exists()


def test_readers_read_and_other_schools_see_nothing(school: School, storylab: Storylab) -> None:
    address = f"/storylab/{storylab.pk}/"
    signed_in("editor", school).post(address, DECISION | {"due": str(localdate())})
    task = f"/storylab/opgave/{Decision.objects.get().pk}/"
    reader, other = signed_in("reader", school), signed_in("approver", schools()[1])
    for page in (address, task):
        assert reader.post(page, LINES).status_code == 403 and other.post(page, LINES).status_code == 404
    assert reader.post("/storylab/", {}).status_code == 403
    for page in (address, f"{address}pakke/"):
        assert reader.get(page).status_code == 200 and other.get(page).status_code == 404
    assert "telefontid" not in other.get("/storylab/").content.decode()


def test_it_is_deleted_by_hand_and_forgotten_after_two_years(school: School, storylab: Storylab) -> None:
    editor, address = signed_in("editor", school), f"/storylab/{storylab.pk}/"
    editor.post(address, LINES | {"meets_on": str(storylab.meets_on)})
    editor.post(address, DECISION | {"due": str(localdate())})
    for history in (Storylab.history, Decision.history):
        kept = {field.name for field in history.model._meta.get_fields()}
        assert not kept & {"workflows", "effects", "next_steps", "text"}
    forget(storylab.meets_on + timedelta(days=730))
    assert Storylab.objects.exists()
    forget(storylab.meets_on + timedelta(days=731))
    assert not Storylab.objects.exists() and not Decision.objects.exists()
    again = Storylab.objects.create(
        school=school, municipality=storylab.municipality, half=storylab.half, meets_on=storylab.meets_on
    )
    assert editor.post(f"/storylab/{again.pk}/", {"do": "delete"}).status_code == 302
    assert not Storylab.objects.exists()
