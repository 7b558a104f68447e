"""From a handover to "hvordan gik kontakten": the answer counts for the tie, and nothing leads back to the handover."""

import pytest
from handing_over import handed
from people import schools, signed_in

from directory.handovers.models import Handover
from directory.schools.models import School
from directory.ties.models import Rating
from directory.ties.questions import QUALITIES

ANSWERS = {"reached": "ja", **dict.fromkeys(QUALITIES, "4")}


@pytest.fixture
def mine() -> School:
    school: School = schools()[0]
    return school


def page_of(one: Handover) -> str:
    return f"/indbakke/{one.pk}/"


def test_it_is_asked_when_there_has_been_contact_and_not_before(mine: School) -> None:
    one, client = handed(), signed_in("editor", mine)
    assert "Hvordan gik kontakten?" not in client.get(page_of(one)).content.decode()
    client.post(f"{page_of(one)}kontakt/")
    page = client.get(page_of(one)).content.decode()
    assert "Hvordan gik kontakten?" in page and '<option value="ssp_konsulent">' in page
    assert f'<option value="{one.to_role.code}">' not in page, "nobody rates herself"


def test_an_answer_is_the_ties_and_says_nothing_of_the_handover(mine: School) -> None:
    one, client = handed(), signed_in("editor", mine)
    client.post(f"{page_of(one)}kontakt/")
    asked = client.post(f"{page_of(one)}svar/", {"role": "ssp_konsulent"})
    assert asked.status_code == 302 and asked["Location"].startswith("/svar/")
    question = client.get(asked["Location"]).content.decode()
    assert one.reference not in question and "SSP" in question
    client.post(asked["Location"], ANSWERS)
    kept = Rating.objects.get()
    assert (kept.school, kept.from_role.code, kept.to_role.code) == (mine, one.to_role.code, "ssp_konsulent")
    assert kept.municipality == one.municipality
    held = {str(getattr(kept, field.attname)) for field in Rating._meta.fields}
    assert not held & {str(one.pk), one.reference, one.client_id}


@pytest.mark.parametrize("role", ["", "chef", "studievejleder"])
def test_a_role_that_is_none_is_said(mine: School, role: str) -> None:
    one, client = handed(), signed_in("editor", mine)
    client.post(f"{page_of(one)}kontakt/")
    answer = client.post(f"{page_of(one)}svar/", {"role": role}, follow=True)
    assert answer.redirect_chain[-1][0] == page_of(one)
    assert "Vælg, hvem du fik fat i" in answer.content.decode()


def test_without_a_municipality_only_the_schools_own_roles_are_asked_about(mine: School) -> None:
    one, client = handed(), signed_in("editor", mine)
    Handover.objects.filter(pk=one.pk).update(municipality=None, contacted=True)
    page = client.get(page_of(one)).content.decode()
    assert '<option value="kontaktlaerer">' in page and '<option value="ssp_konsulent">' not in page
    refused = client.post(f"{page_of(one)}svar/", {"role": "ssp_konsulent"}, follow=True)
    assert "kun vælge nogen på skolen" in refused.content.decode()
    assert client.post(f"{page_of(one)}svar/", {"role": "kontaktlaerer"})["Location"].startswith("/svar/")


def test_another_school_asks_nothing(mine: School) -> None:
    one = handed()
    answer = signed_in("approver", schools()[1]).post(f"{page_of(one)}svar/", {"role": "ssp_konsulent"})
    assert answer.status_code == 404
