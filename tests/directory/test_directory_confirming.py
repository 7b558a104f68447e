"""“Bekræft i dag”: on one row, on many, and what it refuses."""

from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate
from people import HOME, change_page, form_of, own, said, schools, shared, signed_in

from directory.resources.models import Organization, Phone, Service, Verification

LIST = "/admin/resources/service/"
ANSWER = {"confirm": "1", "how": "phone", "assurer": "studievejleder"}


@pytest.fixture
def editor() -> Client:
    client: Client = signed_in("editor", schools()[0])
    return client


def confirm_page(row: Any) -> str:
    return f"/admin/resources/{row._meta.model_name}/{row.pk}/bekraeft/"


def in_bulk(client: Client, rows: list[Service], **values: str) -> Any:
    return client.post(LIST, {"action": "confirm_today", "_selected_action": [str(row.pk) for row in rows]} | values)


def test_one_row_who_when_how_and_as_what(editor: Client, api: Any) -> None:
    row = own(schools()[0], "ssp", number="99 60 00 01")
    assert confirm_page(row) in editor.get(LIST, {"egne": "ja"}).content.decode(), "a button in the list"
    assert confirm_page(row) in editor.get(change_page(row)).content.decode(), "and on the page"
    assert "99 60 00 01" in editor.get(confirm_page(row)).content.decode()
    assert editor.post(confirm_page(row), ANSWER).status_code == 302
    word = row.verifications.get()
    assert (word.how, word.assurer, word.assured_date) == ("phone", "studievejleder", localdate())
    assert word.recorded_by is not None and word.recorded_by.get_username() == "editor-eksempelskolen"
    results = api("services", municipality=HOME, role="ssp_konsulent", school="eksempelskolen")[1]["results"]
    seen = next(one for one in results if one["key"] == "ssp")
    assert seen["contact_state"] == "confirmed" and [phone["number"] for phone in seen["phones"]] == ["99 60 00 01"]
    assert "editor-eksempelskolen" not in str(seen), "a function is shown, never who it was"


def test_the_function_is_remembered_and_the_way_is_not(editor: Client) -> None:
    row = own(schools()[0], "ssp", number="99 60 00 01")
    editor.post(confirm_page(row), ANSWER)
    page = editor.get(confirm_page(row)).content.decode()
    assert 'value="studievejleder"' in page and "checked" not in page


@pytest.mark.parametrize("values", [{"how": ""}, {"how": "gæt"}, {"assurer": ""}, {"assurer": "Mette Hansen"}])
def test_an_incomplete_answer_confirms_nothing(editor: Client, values: dict[str, str]) -> None:
    row = own(schools()[0], "ssp", number="99 60 00 01")
    page = editor.post(confirm_page(row), ANSWER | values)
    assert page.status_code == 200 and page.context["form"].errors
    assert not row.verifications.exists()


@pytest.mark.parametrize(
    ("number", "published", "told"),
    [("", False, "Tilføj først et nummer"), ("99 60 00 01", False, "Der er kun kladder")],
)
def test_with_nothing_to_confirm_it_tells_what_to_add(editor: Client, number: str, published: bool, told: str) -> None:
    row = own(schools()[0], "ssp")
    if number:
        Phone.objects.create(service=row, number=number, published=published)
    assert told in editor.get(confirm_page(row)).content.decode()
    assert editor.post(confirm_page(row), ANSWER).status_code == 200
    assert not row.verifications.exists()


@pytest.mark.parametrize("fields", [{"email": "ssp@example.org"}, {"url": "https://example.org/ssp"}])
def test_a_mail_or_a_page_is_enough(editor: Client, fields: dict[str, str]) -> None:
    row = own(schools()[0], "ssp")
    row.contacts.create(name="SSP", published=True, **fields)
    assert editor.post(confirm_page(row), ANSWER).status_code == 302
    assert row.verifications.get().confirmed_contact == next(iter(fields.values()))


def test_in_bulk_after_a_page_that_asks(editor: Client) -> None:
    mine = schools()[0]
    ready = [own(mine, key, number=f"99 60 00 0{number}") for number, key in enumerate(("ssp", "kui"))]
    empty = own(mine, "kommunal_rus")
    page = in_bulk(editor, [*ready, empty])
    text = page.content.decode()
    assert page.status_code == 200 and "2 rækker bliver bekræftet i dag" in text and "Kan ikke bekræftes nu." in text
    assert not Verification.objects.exists(), "the page only asks"
    answer = in_bulk(editor, [*ready, empty], **ANSWER)
    assert answer.status_code == 302
    assert {word.service_id for word in Verification.objects.all()} == {row.pk for row in ready}
    assert "2 rækker er bekræftet i dag." in (told := said(editor, answer)) and "1 rækker er ikke bekræftet" in told


def test_neither_a_shared_nor_another_schools_row(editor: Client) -> None:
    common, theirs = shared("ssp"), own(schools()[1], "kui", number="99 60 00 02")
    Phone.objects.create(service=common, number="99 60 00 01")
    in_bulk(editor, [common, theirs], **ANSWER)
    assert editor.post(confirm_page(common), ANSWER).status_code == 403
    assert editor.post(confirm_page(theirs), ANSWER).status_code == 404
    assert not Verification.objects.exists()
    assert "Rækken er fælles" in in_bulk(editor, [common]).content.decode()


def test_a_reader_confirms_nothing() -> None:
    mine = schools()[0]
    row, reader = own(mine, "ssp", number="99 60 00 01"), signed_in("reader", mine)
    assert reader.post(confirm_page(row), ANSWER).status_code == 403
    in_bulk(reader, [row], **ANSWER)
    assert not Verification.objects.exists()


def test_an_administrator_confirms_a_shared_row_and_a_switchboard(api: Any) -> None:
    administrator, common = signed_in("administrator"), shared("ssp")
    Phone.objects.create(service=common, number="99 60 00 01")
    assert administrator.post(confirm_page(common), ANSWER).status_code == 302
    owner: Organization = common.organization
    Phone.objects.create(organization=owner, number="99 60 00 00")
    assert api(f"municipalities/{HOME}")[1]["phone"] is None
    assert administrator.post(confirm_page(owner), ANSWER | {"how": "website"}).status_code == 302
    assert api(f"municipalities/{HOME}")[1]["phone"] == "99 60 00 00"
    assert signed_in("editor", schools()[0]).post(confirm_page(owner), ANSWER).status_code == 403


def test_a_confirmation_in_the_table_of_the_page_gets_its_writer_and_needs_something_to_confirm(
    editor: Client,
) -> None:
    row = own(schools()[0], "ssp")
    added = {
        "verifications-TOTAL_FORMS": 1,
        "verifications-0-result": "confirmed",
        "verifications-0-how": "mail",
        "verifications-0-assurer": "studievejleder",
        "verifications-0-service": str(row.pk),
        "verifications-0-assured_date": localdate().isoformat(),
        "verifications-0-valid_to": localdate().isoformat(),
    }
    answer = editor.post(change_page(row), form_of(editor, change_page(row)) | added)
    assert "Bekræftelsen blev ikke gemt." in said(editor, answer) and not row.verifications.exists()
    number = {"phones-TOTAL_FORMS": 1, "phones-0-number": "99 60 00 01", "phones-0-type": "voice"}
    number |= {"phones-0-published": "on", "phones-0-service": str(row.pk)}
    assert editor.post(change_page(row), form_of(editor, change_page(row)) | added | number).status_code == 302
    word = row.verifications.get()
    assert (word.how, word.recorded_by and word.recorded_by.get_username()) == ("mail", "editor-eksempelskolen")
    assert "99600001" in word.confirmed_contact


def test_confirmations_are_read_by_those_whom_they_concern(editor: Client) -> None:
    own(schools()[0], "ssp", number="99 60 00 01", confirmed=0)
    own(schools()[1], "kui", number="99 60 00 02", confirmed=0)
    names = [str(word.service) for word in editor.get("/admin/resources/verification/").context["cl"].queryset]
    assert names == ["SSP i Ikast-Brande Kommune"]
    word = Verification.objects.get(service__key="ssp")
    assert editor.post(f"/admin/resources/verification/{word.pk}/delete/", {"post": "yes"}).status_code == 403
    assert editor.post(f"/admin/resources/verification/{word.pk}/change/", {"assurer": "lærer"}).status_code == 403
