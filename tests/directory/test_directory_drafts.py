"""Drafts of municipal pages and switchboards: suggestions to those who keep the rows, never shown to a teacher."""

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from people import change_page, own, said, schools, shared, signed_in

from directory.resources.models import Contact, Phone, Service
from directory.resources.suggesting import suggestions, use

ROOT = Path(__file__).resolve().parents[2]
CONCERN = "kommune_familieafd"
DRAFTS = list(csv.DictReader((ROOT / "knowledge/services/municipal_drafts.csv").open(encoding="utf-8")))


def by_code(code: str) -> dict[str, str]:
    return next(row for row in DRAFTS if row["code"] == code)


def values(service: Service) -> set[str]:
    return {one.value for one in suggestions(service)}


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def switchboards() -> list[Phone]:
    return list(Phone.objects.filter(organization__isnull=False, published=False).select_related("organization"))


def take(client: Client, row: Service, key: str) -> Any:
    return client.post(f"/admin/resources/service/{row.pk}/forslag/", {"suggestion": key})


def everything(api: Any, school: str = "") -> str:
    """All that the API says of all services and municipalities as text, but for where a text has its source."""
    found = []
    for path in ("services", "municipalities"):
        page = 1
        while page:
            query = {"school": school} if school and path == "services" else {}
            answer = api(path, page=page, **query)[1]
            found += [{name: value for name, value in one.items() if name != "source"} for one in answer["results"]]
            page = page + 1 if answer["next"] else 0
    return json.dumps(found, ensure_ascii=False)


def test_every_draft_page_and_switchboard_is_suggested() -> None:
    assert len(DRAFTS) == 38 and len(switchboards()) == 7
    for draft in DRAFTS:
        assert draft["page_url"] in values(shared(CONCERN, draft["code"])), draft["name"]
    for phone in switchboards():
        assert phone.organization is not None
        for service in phone.organization.services.filter(school=None)[:3]:
            assert phone.number in values(service), phone.organization.name


def test_numbers_and_mails_are_found_in_what_the_page_said() -> None:
    found = {one.value: one.about for one in suggestions(shared(CONCERN, "0159"))}
    assert found["39 57 54 10"] == "Familieafdelingen"
    several = values(shared(CONCERN, "0101"))
    assert {"33 17 23 37", "33 17 55 04", "33 17 33 33"} <= several
    assert "familieafdelingen@horsens.dk" in values(shared(CONCERN, "0615"))


def test_no_draft_is_said_by_the_api_also_not_after_copying(api: Any) -> None:
    for draft in DRAFTS[:12]:
        own(schools()[0], CONCERN, draft["code"])
    for said_of in (everything(api), everything(api, "eksempelskolen")):
        assert not [draft["page_url"] for draft in DRAFTS if draft["page_url"] in said_of]
        numbers = {digits(phone.number) for phone in switchboards()}
        numbers |= {
            digits(found) for draft in DRAFTS for found in re.findall(r"(?:\d\d ?){4}", draft["phone_as_stated"])
        }
        assert len(numbers) > 30 and not [one for one in numbers if one in said_of.replace(" ", "")]


def test_a_suggestion_is_used_then_confirmed_and_only_then_seen(api: Any) -> None:
    row = own(schools()[0], CONCERN, "0159")
    editor = signed_in("editor", schools()[0])
    page = editor.get(change_page(row)).content.decode()
    assert "Forslag fra kommunens side, ikke bekræftet" in page and "Brug forslaget" in page
    answer = take(editor, row, "number:39575410")
    assert "først, når du har bekræftet det" in said(editor, answer)

    def seen() -> dict[str, Any]:
        results = api("services", municipality="0159", role="familieafdeling", school="eksempelskolen")[1]["results"]
        return next(one for one in results if one["id"] == str(row.pk))

    assert (seen()["contact_state"], seen()["phones"]) == ("unconfirmed", [])
    assert "39 57 54 10" not in values(row), "what is in use is no suggestion any more"
    answer = {"confirm": "1", "how": "phone", "assurer": "studievejleder"}
    assert editor.post(f"/admin/resources/service/{row.pk}/bekraeft/", answer).status_code == 302
    assert seen()["contact_state"] == "confirmed"
    assert [phone["number"] for phone in seen()["phones"]] == ["39 57 54 10"]


def test_a_page_and_a_switchboard_are_taken_over_too() -> None:
    draft = by_code("0159")
    row = own(schools()[0], CONCERN, "0159")
    assert use(row, f"contact:{draft['page_url']}") is not None
    assert row.contacts.get(published=True).url == draft["page_url"]
    phone = switchboards()[0]
    service = own(schools()[0], "ssp", phone.organization.municipality.code)  # type: ignore[union-attr]
    assert use(service, f"number:{digits(phone.number)}") is not None
    taken = service.phones.get()
    assert (taken.number, taken.published, taken.origin) == (phone.number, True, "person")
    phone.refresh_from_db()
    assert not phone.published, "the municipality's own draft stays a draft"


def test_a_mail_in_the_text_becomes_a_contact() -> None:
    row = own(schools()[0], CONCERN, "0615")
    assert use(row, "mail:familieafdelingen@horsens.dk") is not None
    assert row.contacts.get(published=True).email == "familieafdelingen@horsens.dk"


def test_used_on_the_shared_row_it_is_still_not_shown_unconfirmed(api: Any) -> None:
    row = shared(CONCERN, "0159")
    draft = Phone.objects.create(service=row, number="39 57 54 10", published=False, origin="knowledge")
    administrator = signed_in("administrator")
    take(administrator, row, "number:39575410")
    draft.refresh_from_db()
    assert (draft.published, draft.origin) == (True, "person")
    results = api("services", municipality="0159", role="familieafdeling")[1]["results"]
    assert next(one for one in results if one["id"] == str(row.pk))["phones"] == []


def test_an_own_row_made_by_hand_gets_the_shared_rows_suggestions() -> None:
    row = own(schools()[0], CONCERN, "0159")
    row.contacts.all().delete()
    assert by_code("0159")["page_url"] in values(row)
    use(row, f"contact:{by_code('0159')['page_url']}")
    assert row.contacts.get().published
    assert not Contact.objects.filter(service=shared(CONCERN, "0159"), published=True).exists()


@pytest.mark.parametrize("key", ["", "number:11111111", "contact:https://example.org/"])
def test_what_was_not_suggested_cannot_be_used(key: str) -> None:
    row, editor = own(schools()[0], CONCERN, "0159"), signed_in("editor", schools()[0])
    assert "findes ikke længere" in said(editor, take(editor, row, key))
    assert not row.phones.exists() and not row.contacts.filter(published=True).exists()


def test_nobody_uses_a_suggestion_on_a_row_that_is_not_theirs() -> None:
    editor = signed_in("editor", schools()[0])
    assert take(editor, shared(CONCERN, "0159"), "number:39575410").status_code == 403
    assert take(editor, own(schools()[1], CONCERN, "0159"), "number:39575410").status_code == 404
    assert take(signed_in("reader", schools()[0]), own(schools()[0], CONCERN, "0159"), "x").status_code == 403
    assert not Phone.objects.filter(number="39 57 54 10").exists()
    page = editor.get(change_page(shared(CONCERN, "0159"))).content.decode()
    assert "Brug forslaget" not in page
