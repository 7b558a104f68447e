"""No unconfirmed number is shown as a contact, and nothing that a person has not seen."""

from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.utils.timezone import localdate

from directory.resources.models import Contact, Municipality, Organization, Phone, Service, Verification

TODAY = localdate()
NUMBER = "11 22 33 44"


def ssp() -> Service:
    return Service.objects.get(name="SSP i Ikast-Brande Kommune")


def shown(api: Any) -> dict[str, Any]:
    """SSP in Ikast-Brande as the API gives it."""
    results = api("services", municipality="0756", role="ssp_konsulent")[1]["results"]
    assert len(results) == 1
    found: dict[str, Any] = results[0]
    return found


def national(api: Any, key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in api("services", municipality="0756")[1]["results"] if row["key"] == key)
    return found


def confirm(service: Service, **values: Any) -> Verification:
    return Verification.objects.create(service=service, assurer="studievejleder", **values)


def test_a_new_municipal_service_has_no_number_but_a_web_site(api: Any) -> None:
    found = shown(api)
    assert found["contact_state"] == "unconfirmed"
    assert found["phones"] == [] and "email" not in found
    assert found["assurer"] is None and "assured_date" not in found
    assert found["url"] == "https://www.ikast-brande.dk"


def test_a_number_that_nobody_confirmed_is_hidden(api: Any) -> None:
    Phone.objects.create(service=ssp(), number=NUMBER)
    found = shown(api)
    assert found["contact_state"] == "unconfirmed" and found["phones"] == []


def test_a_confirmed_number_is_shown_with_who_and_when(api: Any) -> None:
    Phone.objects.create(service=ssp(), number=NUMBER)
    confirm(ssp())
    found = shown(api)
    assert found["contact_state"] == "confirmed"
    assert [(phone["number"], phone["type"]) for phone in found["phones"]] == [(NUMBER, "voice")]
    assert (found["assurer"], found["assured_date"]) == ("studievejleder", TODAY.isoformat())


def test_a_number_changed_after_the_confirmation_must_be_confirmed_again(api: Any) -> None:
    phone = Phone.objects.create(service=ssp(), number=NUMBER)
    confirm(ssp())
    phone.number = "55 66 77 88"
    phone.save()
    found = shown(api)
    assert found["contact_state"] == "unconfirmed" and found["phones"] == []


def test_a_number_added_after_the_confirmation_is_not_covered_by_it(api: Any) -> None:
    Phone.objects.create(service=ssp(), number=NUMBER)
    confirm(ssp())
    Phone.objects.create(service=ssp(), number="55 66 77 88")
    assert shown(api)["phones"] == []


def test_spaces_in_a_number_do_not_undo_a_confirmation(api: Any) -> None:
    phone = Phone.objects.create(service=ssp(), number=NUMBER)
    confirm(ssp())
    Phone.objects.filter(pk=phone.pk).update(number="11223344")
    assert shown(api)["contact_state"] == "confirmed"


def test_a_draft_number_neither_shows_nor_undoes_a_confirmation(api: Any) -> None:
    Phone.objects.create(service=ssp(), number="55 66 77 88", published=False)
    Phone.objects.create(service=ssp(), number=NUMBER)
    confirm(ssp())
    Phone.objects.create(service=ssp(), number="99 88 77 66", published=False)
    found = shown(api)
    assert found["contact_state"] == "confirmed"
    assert [phone["number"] for phone in found["phones"]] == [NUMBER]


def test_confirming_nothing_confirms_nothing(api: Any) -> None:
    confirm(ssp())
    assert shown(api)["contact_state"] == "unconfirmed"


def test_the_latest_word_counts(api: Any) -> None:
    Phone.objects.create(service=ssp(), number=NUMBER)
    confirm(ssp(), assured_date=TODAY - timedelta(days=2))
    confirm(ssp(), result=Verification.REJECTED, assured_date=TODAY - timedelta(days=1))
    assert shown(api)["phones"] == []
    confirm(ssp())
    assert shown(api)["contact_state"] == "confirmed"


def test_a_national_number_with_vis_is_shown_as_unconfirmed(api: Any) -> None:
    found = national(api, "livslinien")
    assert [phone["number"] for phone in found["phones"]] == ["70 201 201"]
    assert found["contact_state"] == "unconfirmed"


def test_a_national_number_that_a_person_found_wrong_is_hidden(api: Any) -> None:
    confirm(Service.objects.get(key="livslinien"), result=Verification.REJECTED)
    assert national(api, "livslinien")["phones"] == []


def test_an_expired_national_number_is_unconfirmed_again_and_not_lost(api: Any) -> None:
    confirm(Service.objects.get(key="livslinien"), valid_to=TODAY - timedelta(days=1))
    found = national(api, "livslinien")
    assert found["contact_state"] == "unconfirmed" and len(found["phones"]) == 1
    assert found["assurer"] is None


def test_vis_uden_nummer_never_shows_a_number_not_even_a_confirmed_one(api: Any) -> None:
    service = Service.objects.get(key="giftlinjen")
    assert service.phones.count() == 1, "the number stands in the file, for a person to check"
    assert national(api, "giftlinjen")["phones"] == []
    confirm(service)
    assert national(api, "giftlinjen")["phones"] == []


def test_a_number_typed_by_a_person_is_not_shown_under_a_national_vis(api: Any) -> None:
    Phone.objects.create(service=Service.objects.get(key="livslinien"), number=NUMBER)
    assert [phone["number"] for phone in national(api, "livslinien")["phones"]] == ["70 201 201"]


def test_no_service_without_number_leaks_one_anywhere(api: Any) -> None:
    for code in ("0101", "0756", "0851"):
        for service in api("services", municipality=code)[1]["results"]:
            if service["bot_use"] == "vis_uden_nummer":
                assert service["phones"] == []


def test_drafts_are_loaded_but_never_shown(api: Any) -> None:
    drafts = Contact.objects.filter(published=False)
    assert drafts.count() == 38
    assert Phone.objects.filter(published=False, organization__isnull=False).count() == 7
    kolding = api("services", municipality="0621", role="familieafdeling")[1]
    text = str(kolding)
    assert "79 79 01 02" not in text and "underretning-om-mistrivsel" not in text
    service = drafts.get(service__organization__name="Kolding Kommune").service
    confirm(service)
    assert "underretning-om-mistrivsel" not in str(api("services", municipality="0621", role="familieafdeling")[1])


def test_a_draft_that_a_person_published_and_confirmed_is_shown(api: Any) -> None:
    draft = Contact.objects.get(service__organization__name="Kerteminde Kommune")
    draft.published, draft.email = True, "underretning@kerteminde.dk"
    draft.save()
    ask = {"municipality": "0440", "role": "familieafdeling", "topic": "omsorgssvigt", "age": "16"}

    def found() -> dict[str, Any]:
        row: dict[str, Any] = next(
            one for one in api("services", **ask)[1]["results"] if one["key"] == "kommune_familieafd"
        )
        return row

    assert "email" not in found(), "published is not confirmed"
    confirm(draft.service)
    assert found()["email"] == "underretning@kerteminde.dk" and found()["url"] == draft.url


def test_a_switchboard_is_shown_when_published_and_confirmed(api: Any) -> None:
    organization = Organization.objects.get(name="Københavns Kommune")
    organization.phones.update(published=True)
    assert api("municipalities/0101")[1]["phone"] is None
    Verification.objects.create(organization=organization, assurer="sekretær")
    assert api("municipalities/0101")[1]["phone"] == "33 66 33 66"


@pytest.mark.parametrize(
    ("day", "copenhagen", "roskilde", "ikast"),
    [
        (date(2026, 12, 31), "Hovedstaden", "Sjælland", "Midtjylland"),
        (date(2027, 1, 1), "Østdanmark", "Østdanmark", "Midtjylland"),
    ],
)
def test_regions_change_on_1_january_2027(api: Any, day: date, copenhagen: str, roskilde: str, ikast: str) -> None:
    with patch("directory.api.views.localdate", return_value=day):
        found = [api(f"municipalities/{code}")[1]["region"] for code in ("0101", "0265", "0756")]
    assert found == [copenhagen, roskilde, ikast]


def test_every_municipality_has_one_region_on_both_sides_of_the_change() -> None:
    for day in (date(2026, 12, 31), date(2027, 1, 1)):
        for municipality in Municipality.objects.prefetch_related("regions"):
            assert sum(region.exists_on(day) for region in municipality.regions.all()) == 1


def test_numbers_of_merged_regions_end_with_them_unless_confirmed(api: Any) -> None:
    def number() -> list[str]:
        rows = api("services", municipality="0101", role="laegevagt")[1]["results"]
        assert [row["key"] for row in rows] == ["laegevagt_hovedstaden"], "the service itself stays"
        return [phone["number"] for phone in rows[0]["phones"]]

    with patch("directory.api.views.localdate", return_value=date(2026, 12, 31)):
        assert number() == ["1813"]
    with patch("directory.api.views.localdate", return_value=date(2027, 1, 1)):
        assert number() == []
        confirm(Service.objects.get(key="laegevagt_hovedstaden"), assured_date=date(2027, 1, 1))
        assert number() == ["1813"]
