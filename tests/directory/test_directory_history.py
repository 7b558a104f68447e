"""The history of a row with its tables: what changed, by whom, and the way back."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate
from people import AFTER, GONE, HOME, change_page, form_of, own, said, schools, shared, signed_in

from directory.resources.freshness import assurance
from directory.resources.models import Organization, Phone, Service, TaxonomyTerm, Verification
from directory.resources.restoring import CannotRestore, restore

FIRST, SECOND = "99 60 00 01", "99 60 00 02"


@pytest.fixture
def editor() -> Client:
    client: Client = signed_in("editor", schools()[0])
    return client


def history_page(row: Any) -> str:
    return f"/admin/resources/{row._meta.model_name}/{row.pk}/history/"


def press(client: Client, row: Any, what: str, record: Any) -> Any:
    """Press the button of one entry."""
    address = f"/admin/resources/{row._meta.model_name}/{row.pk}/tilbage/"
    return client.post(address, {"what": what, "entry": str(record.pk)})


def state(row: Service) -> str:
    return assurance(Service.objects.get(pk=row.pk), localdate()).state


def with_number(number: str = FIRST, confirmed: int | None = None) -> tuple[Service, Phone]:
    row = own(schools()[0], "ssp", number=number, confirmed=confirmed)
    return row, row.phones.get()


def test_a_change_in_the_form_is_shown_with_its_writer_and_undone(editor: Client) -> None:
    row, _ = with_number()
    before = row.cannot_do
    values = form_of(editor, change_page(row)) | {"cannot_do": "Ikke om natten."}
    assert editor.post(change_page(row), values).status_code == 302
    page = editor.get(history_page(row)).content.decode()
    assert "Kan ikke:" in page and "<ins>Ikke om natten.</ins>" in page and "editor-eksempelskolen" in page
    answer = press(editor, row, "tilbud", row.history.first())
    row.refresh_from_db()
    assert row.cannot_do == before and "Rækken er som den" in said(editor, answer)
    newest = row.history.first()
    assert newest.history_user.get_username() == "editor-eksempelskolen", "the way back is written down too"


def test_a_changed_number_is_undone_on_the_same_page(editor: Client) -> None:
    row, phone = with_number()
    phone.number = SECOND
    phone.save()
    page = editor.get(history_page(row)).content.decode()
    assert f"<del>{FIRST}</del>" in page and f"<ins>{SECOND}</ins>" in page
    press(editor, row, "telefonnummer", phone.history.first())
    assert row.phones.get().number == FIRST


def test_any_older_version_can_be_returned_to(editor: Client) -> None:
    row, phone = with_number()
    oldest = phone.history.get()
    for number in (SECOND, "99 60 00 03"):
        phone.number = number
        phone.save()
    press(editor, row, "telefonnummer", oldest)
    assert row.phones.get().number == FIRST


def test_a_deleted_number_comes_back_and_an_added_one_goes(editor: Client) -> None:
    row, phone = with_number()
    phone.delete()
    press(editor, row, "telefonnummer", Phone.history.filter(service_id=row.pk).first())
    assert row.phones.get().number == FIRST
    extra = Phone.objects.create(service=row, number=SECOND)
    press(editor, row, "telefonnummer", extra.history.get())
    assert [one.number for one in row.phones.all()] == [FIRST]


def test_a_removed_topic_comes_back(editor: Client) -> None:
    row = own(schools()[0], "ssp")
    topics = set(row.topics.all())
    row.topics.remove(TaxonomyTerm.objects.get(taxonomy="topic", code="rusmidler"))
    assert "Emner:" in editor.get(history_page(row)).content.decode()
    press(editor, row, "tilbud", row.history.first())
    assert set(row.topics.all()) == topics


def test_undo_brings_back_the_confirmation_that_was_about_that_very_number() -> None:
    row, phone = with_number(confirmed=0)
    phone.number = SECOND
    phone.save()
    assert state(row) == "unconfirmed"
    restore(phone.history.last())
    assert state(row) == "confirmed"


def test_undo_does_not_revive_a_confirmation_that_no_longer_counts() -> None:
    row, phone = with_number(confirmed=AFTER)
    phone.number = SECOND
    phone.save()
    Verification.objects.create(service=row, assurer="studievejleder")
    assert state(row) == "confirmed"
    restore(phone.history.last())
    assert row.phones.get().number == FIRST
    assert state(row) == "unconfirmed", "the latest word was about the other number"


def test_undo_does_not_revive_a_number_that_somebody_found_wrong_nor_an_expired_one() -> None:
    row, phone = with_number(confirmed=0)
    Verification.objects.create(service=row, assurer="studievejleder", result="rejected")
    phone.number = SECOND
    phone.save()
    restore(phone.history.last())
    assert state(row) == "unconfirmed"
    Verification.objects.filter(result="rejected").delete()
    Verification.objects.update(assured_date=localdate() - timedelta(days=GONE))
    assert state(row) == "expired"


def test_a_confirmation_that_comes_back_confirms_what_was_seen_then() -> None:
    row, phone = with_number(confirmed=0)
    word = row.verifications.get()
    word.delete()
    phone.number = SECOND
    phone.save()
    restore(Verification.history.filter(service_id=row.pk).first())
    assert row.verifications.get().confirmed_contact == f"voice {FIRST.replace(' ', '')}"
    assert state(row) == "unconfirmed"


def test_an_old_confirmation_that_comes_back_is_not_the_latest_word() -> None:
    row, _ = with_number(confirmed=0)
    row.verifications.get().delete()
    Verification.objects.create(service=row, assurer="studievejleder", result="rejected")
    restore(Verification.history.filter(service_id=row.pk, history_type="-").first())
    assert row.verifications.count() == 2 and state(row) == "unconfirmed"


def test_a_deleted_row_comes_back_with_all_that_belonged_to_it(editor: Client, api: Any) -> None:
    row = own(schools()[0], "ssp", number=FIRST, confirmed=0)
    removed = row.phones.create(number=SECOND)
    Verification.objects.create(service=row, assurer="studievejleder")
    topics = set(row.topics.all())
    row.contacts.create(name="SSP", email="ssp@example.org")
    assert editor.post(f"/admin/resources/service/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    listed = editor.get("/admin/resources/service/slettede/").content.decode()
    assert row.name in listed and "editor-eksempelskolen" in listed
    assert "Rækken er slettet" in editor.get(history_page(row)).content.decode()
    press(editor, row, "tilbud", Service.history.filter(id=row.pk).first())
    again = Service.objects.get(pk=row.pk)
    assert {phone.number for phone in again.phones.all()} == {FIRST, removed.number}
    assert again.contacts.get().email == "ssp@example.org" and set(again.topics.all()) == topics
    assert [area.uri for area in again.service_areas.all()] == [HOME]
    assert state(again) == "confirmed", "the contact is the one that was confirmed"
    assert not list(editor.get("/admin/resources/service/slettede/").context["page"])
    results = api("services", municipality=HOME, school="eksempelskolen")[1]["results"]
    assert str(row.pk) in {one["id"] for one in results}


def test_what_was_deleted_long_before_the_row_stays_deleted(editor: Client) -> None:
    row = own(schools()[0], "ssp", number=FIRST)
    row.phones.get().delete()
    early = Phone.history.filter(service_id=row.pk, history_type="-")
    early.update(history_date=early.get().history_date - timedelta(days=1))
    row.delete()
    restore(Service.history.filter(history_type="-").first())
    assert not Phone.objects.filter(service__key="ssp").exists()


def test_a_row_whose_place_is_taken_cannot_come_back(editor: Client) -> None:
    mine = schools()[0]
    row = own(mine, "ssp")
    pk = row.pk
    row.delete()
    own(mine, "ssp")
    with pytest.raises(CannotRestore, match="allerede sin egen række"):
        restore(Service.history.filter(id=pk).first())
    gone = Service.history.filter(id=pk).first()
    assert "allerede sin egen række" in said(editor, press(editor, gone.instance, "tilbud", gone))


def test_nobody_goes_back_in_a_shared_or_another_schools_row(editor: Client) -> None:
    common, theirs = shared("ssp"), own(schools()[1], "kui", number=FIRST)
    common.cannot_do = "Rettet af administratoren."
    common.save()
    assert editor.get(history_page(common)).status_code == 200, "a shared row's history can be read"
    assert "<button" not in editor.get(history_page(common)).content.decode().split('id="content-main"')[1]
    assert press(editor, common, "tilbud", common.history.first()).status_code == 403
    phone = theirs.phones.get()
    phone.number = SECOND
    phone.save()
    assert editor.get(history_page(theirs)).status_code == 404
    assert press(editor, theirs, "telefonnummer", phone.history.last()).status_code == 404
    mine = own(schools()[0], "ssp")
    assert press(editor, mine, "telefonnummer", phone.history.last()).status_code == 404, "another row's entry"
    assert theirs.phones.get().number == SECOND
    theirs.delete()
    assert not list(editor.get("/admin/resources/service/slettede/").context["page"])
    gone = Service.history.filter(history_type="-").first()
    assert press(editor, gone.instance, "tilbud", gone).status_code == 403
    assert not Service.objects.filter(pk=gone.id).exists()


def test_going_back_never_gives_a_row_to_another_school(editor: Client) -> None:
    row = own(schools()[0], "ssp")
    row.history.update(school=schools()[1])
    row.name = "Nyt navn"
    row.save()
    assert press(editor, row, "tilbud", row.history.last()).status_code == 403
    made = restore(row.history.last())
    assert isinstance(made, Service) and made.school == schools()[0]


def test_a_reader_reads_and_a_plain_address_does_nothing(editor: Client) -> None:
    row, phone = with_number()
    phone.number = SECOND
    phone.save()
    reader = signed_in("reader", schools()[0])
    assert FIRST in reader.get(history_page(row)).content.decode()
    assert press(reader, row, "telefonnummer", phone.history.first()).status_code == 403
    assert editor.get(f"/admin/resources/service/{row.pk}/tilbage/").status_code == 302
    assert row.phones.get().number == SECOND


def test_the_administrator_undoes_a_shared_row_and_an_organization() -> None:
    administrator, common = signed_in("administrator"), shared("ssp")
    text = common.cannot_do
    topics = set(common.topics.all())
    common.cannot_do = "Forkert"
    common.save()
    press(administrator, common, "tilbud", common.history.first())
    common.refresh_from_db()
    assert (common.cannot_do, common.origin) == (text, "person")
    assert set(common.topics.all()) == topics, "the loaded version knows no topics: those of today stay"
    owner: Organization = common.organization
    owner.website = "https://example.org/"
    owner.save()
    press(administrator, owner, "organisation", owner.history.first())
    owner.refresh_from_db()
    assert owner.website != "https://example.org/"


@pytest.mark.parametrize("row", ["ingenting", "00000000-0000-0000-0000-000000000000"])
def test_a_row_that_never_was_has_no_history(editor: Client, row: str) -> None:
    assert editor.get(f"/admin/resources/service/{row}/history/").status_code == 404
