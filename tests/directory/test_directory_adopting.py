"""A school's own copy of a shared row."""

from typing import Any

import pytest
from people import HOME, change_page, own, said, schools, shared, signed_in

from directory.resources.adopting import CannotAdopt, adopt
from directory.resources.models import Phone, Service, Verification
from directory.schools.models import School


def press(client: Any, row: Service, school: str) -> Any:
    return client.post(f"/admin/resources/service/{row.pk}/egen/", {"school": school})


def test_a_copy_has_the_content_as_drafts_and_no_confirmation() -> None:
    mine, row = schools()[0], shared("ssp")
    Phone.objects.create(service=row, number="99 60 00 01")
    row.contacts.create(name="SSP-kontoret", email="ssp@example.org", published=True)
    Verification.objects.create(service=row, assurer="koordinator")
    copy = adopt(row, mine)
    assert (copy.school, copy.origin, copy.key, copy.organization) == (mine, "person", "ssp", row.organization)
    assert (copy.can_contribute, copy.cannot_do, copy.role) == (row.can_contribute, row.cannot_do, row.role)
    assert set(copy.topics.all()) == set(row.topics.all()) and copy.topics.exists()
    assert [area.uri for area in copy.service_areas.all()] == [HOME]
    assert list(copy.phones.values_list("number", "published", "origin")) == [("99 60 00 01", False, "person")]
    assert list(copy.contacts.values_list("email", "published")) == [("ssp@example.org", False)]
    assert not copy.verifications.exists()
    assert row.phones.get().published, "the shared row is as it was"


def test_opening_hours_come_along() -> None:
    row = shared("kommune_familieafd")
    copy = adopt(row, schools()[0])
    assert [one.description for one in copy.schedules.all()] == [one.description for one in row.schedules.all()] != []


def test_pressing_twice_gives_the_same_row() -> None:
    mine, row = schools()[0], shared("ssp")
    assert adopt(row, mine) == adopt(row, mine)
    assert Service.objects.filter(school=mine, key="ssp").count() == 1


def test_national_and_own_rows_are_not_copied() -> None:
    mine = schools()[0]
    with pytest.raises(CannotAdopt) as national:
        adopt(Service.objects.get(key="livslinien"), mine)
    assert national.value.code == "adopt_national"
    with pytest.raises(CannotAdopt) as already:
        adopt(own(schools()[1], "ssp"), mine)
    assert already.value.code == "adopt_own"


def test_the_button_makes_the_row_and_opens_it(api: Any) -> None:
    editor, row = signed_in("editor", schools()[0]), shared("ssp")
    answer = press(editor, row, "eksempelskolen")
    copy = Service.objects.get(school=schools()[0], key="ssp")
    assert answer["Location"] == change_page(copy)
    assert "sin egen række" in said(editor, answer)

    def seen(**query: str) -> dict[str, Any]:
        results = api("services", municipality=HOME, role="ssp_konsulent", **query)[1]["results"]
        return next(one for one in results if one["key"] == "ssp")

    mine = seen(school="eksempelskolen")
    assert (mine["id"], mine["contact_state"], mine["phones"]) == (str(copy.pk), "unconfirmed", [])
    assert seen(school=schools()[1].slug)["id"] == seen()["id"] == str(row.pk)


@pytest.mark.parametrize("school", ["nabo", "findes-ikke", ""])
def test_nobody_makes_a_row_for_another_school(school: str) -> None:
    schools()
    editor = signed_in("editor", School.objects.get(slug="eksempelskolen"))
    assert press(editor, shared("ssp"), school).status_code == 403
    assert not Service.objects.filter(school__isnull=False).exists()


def test_a_reader_and_a_plain_address_make_nothing() -> None:
    mine, row = schools()[0], shared("ssp")
    assert press(signed_in("reader", mine), row, mine.slug).status_code == 403
    assert signed_in("editor", mine).get(f"/admin/resources/service/{row.pk}/egen/").status_code == 404
    assert not Service.objects.filter(school__isnull=False).exists()


def test_the_page_warns_when_a_confirmed_row_would_be_hidden() -> None:
    editor, row = signed_in("editor", schools()[0]), shared("ssp")
    warning = "Den har ingen bekræftet kontakt, før I bekræfter den."
    assert warning not in editor.get(change_page(row)).content.decode()
    Phone.objects.create(service=row, number="99 60 00 01")
    Verification.objects.create(service=row, assurer="koordinator")
    assert warning in editor.get(change_page(row)).content.decode()


def test_a_national_row_offers_no_copy() -> None:
    page = signed_in("editor", schools()[0]).get(change_page(Service.objects.get(key="livslinien")))
    assert page.status_code == 200 and "Lav skolens egen række" not in page.content.decode()
