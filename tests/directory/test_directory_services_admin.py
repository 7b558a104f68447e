"""The list and the page of services: what a counsellor finds, sees and may change."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from people import AFTER, GONE, HOME, change_page, form_of, own, schools, shared, signed_in

from directory.accounts.models import Membership
from directory.resources.models import Organization, Phone, Service

LIST = "/admin/resources/service/"
SSP = "SSP i Ikast-Brande Kommune"


def found(client: Client, **query: str) -> list[str]:
    """The names in the list, of every page."""
    page = client.get(LIST, query)
    assert page.status_code == 200
    return [row.name for row in page.context["cl"].queryset]


@pytest.fixture
def editor() -> Client:
    client: Client = signed_in("editor", schools()[0])
    return client


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("ikast ssp", SSP),
        ("0756 ssp", SSP),
        ("SSP-konsulent ikast", SSP),
        ("radikalisering IKAST", SSP),
        ("ærø ssp", "SSP i Ærø Kommune"),
        ("ÆRØ SSP", "SSP i Ærø Kommune"),
        ("livslinien", "Livslinien"),
    ],
)
def test_search_by_place_role_topic_and_name(editor: Client, words: str, name: str) -> None:
    names = found(editor, q=words)
    assert name in names
    assert len(names) < 10, "every word narrows"


def test_search_for_what_is_not_there_finds_nothing(editor: Client) -> None:
    assert found(editor, q="ssp findesikke") == []


def test_filters_narrow_by_place_role_and_topic(editor: Client) -> None:
    at_home = found(editor, kommune=HOME)
    assert SSP in at_home and not [name for name in at_home if "Horsens" in name]
    assert set(found(editor, kommune=HOME, rolle="ssp_konsulent")) == {SSP}
    with_topic = found(editor, kommune=HOME, emne="rusmidler")
    assert SSP in with_topic and "Jobcenter og ydelser i Ikast-Brande Kommune" not in with_topic


def test_filter_by_state_and_by_whose(editor: Client) -> None:
    mine = schools()[0]
    fresh = own(mine, "ssp", number="99 60 00 01", confirmed=0)
    ageing = own(mine, "kui", number="99 60 00 02", confirmed=AFTER)
    gone = own(mine, "social_doegnvagt", number="99 60 00 03", confirmed=GONE)
    changed = own(mine, "kommunal_rus", number="99 60 00 04", confirmed=0)
    changed.phones.update(number="99 60 00 05")
    names = {state: found(editor, tilstand=state, egne="ja") for state in ("confirmed", "ageing", "expired")}
    assert names == {"confirmed": [fresh.name], "ageing": [ageing.name], "expired": [gone.name]}
    assert found(editor, tilstand="unconfirmed", egne="ja") == [changed.name]
    assert sorted(found(editor, egne="ja")) == sorted(row.name for row in (fresh, ageing, gone, changed))
    assert len(found(editor, egne="nej")) == Service.objects.filter(school=None).count()


def questions(client: Client, **query: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(LIST, query).status_code == 200
    return len(asked)


def test_the_list_asks_no_question_per_row(editor: Client) -> None:
    mine = schools()[0]
    keys = list(
        Service.objects.filter(school=None, organization__municipality__code=HOME, scope=1).values_list(
            "key", flat=True
        )
    )
    for key in keys[:2]:
        own(mine, key, number="99 60 00 01", confirmed=0)
    few = questions(editor, egne="ja")
    for code in ("0657", "0615"):
        for key in keys[:12]:
            own(mine, key, code, number="99 60 00 01", confirmed=0)
    assert questions(editor, egne="ja") == few
    assert few <= 40


def test_the_other_schools_rows_are_not_there(editor: Client) -> None:
    other = own(schools()[1], "ssp", number="99 60 00 09")
    assert other.pk not in {row.pk for row in editor.get(LIST, {"q": "ssp ikast"}).context["cl"].queryset}
    for address in (change_page(other), f"{LIST}{other.pk}/delete/", f"{LIST}{other.pk}/history/"):
        assert editor.get(address).status_code in (302, 404), address
    assert editor.post(f"{LIST}{other.pk}/delete/", {"post": "yes"}).status_code in (302, 403, 404)
    assert Service.objects.filter(pk=other.pk).exists()


def test_another_rows_line_cannot_be_changed_by_its_id(editor: Client) -> None:
    mine = own(schools()[0], "ssp")
    theirs = own(schools()[1], "kommunal_rus", number="99 60 00 09")
    theirs.contacts.create(name="Deres", url="https://example.org/deres")
    theirs.schedules.create(description="Altid")
    untouched = form_of(editor, change_page(mine))
    for table in ("phones", "contacts", "service_areas", "schedules"):
        line: Any = getattr(theirs, table).first()
        taken = {
            "TOTAL_FORMS": 1,
            "INITIAL_FORMS": 1,
            "0-id": str(line.pk),
            "0-service": str(mine.pk),
            "0-number": "11 11 11 11",
            "0-type": "voice",
            "0-name": "Overtaget",
            "0-description": "Overtaget",
            "0-uri": "0101",
        }
        editor.post(change_page(mine), untouched | {f"{table}-{name}": value for name, value in taken.items()})
        again = type(line).objects.get(pk=line.pk)
        assert (again.service_id, str(again)) == (theirs.pk, str(line)), table


def test_a_shared_row_can_be_read_but_not_changed(editor: Client) -> None:
    row = shared("ssp")
    page = editor.get(change_page(row))
    assert page.status_code == 200 and "Lav skolens egen række" in page.content.decode()
    assert editor.post(change_page(row), {"name": "Overtaget"}).status_code == 403
    assert Service.objects.get(pk=row.pk).name == SSP


def test_a_reader_changes_nothing() -> None:
    mine = schools()[0]
    row = own(mine, "ssp", number="99 60 00 01")
    reader = signed_in("reader", mine)
    assert row.name in found(reader, egne="ja")
    assert "Bekræft i dag" not in reader.get(LIST, {"egne": "ja"}).content.decode()
    assert reader.post(change_page(row), {"name": "Overtaget"}).status_code == 403
    assert reader.get(f"{LIST}add/").status_code == 403
    assert reader.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Service.objects.get(pk=row.pk).name == SSP


def new_row(client: Client, **values: Any) -> Any:
    wanted = form_of(client, f"{LIST}add/") | {
        "name": "Værestedet på Torvet",
        "organization": str(shared("ssp").organization_id),
        "can_contribute": "Et sted at være.",
        "cannot_do": "Ikke om natten.",
        "service_areas-TOTAL_FORMS": 1,
        "service_areas-0-uri": HOME,
    }
    return client.post(f"{LIST}add/", wanted | values)


def test_a_new_row_belongs_to_the_school_and_gets_place_and_key(editor: Client, api: Any) -> None:
    answer = new_row(editor)
    assert answer.status_code == 302, answer.context["errors"]
    row = Service.objects.get(name="Værestedet på Torvet")
    assert (row.school, row.key, row.origin) == (schools()[0], "vrestedet-pa-torvet", "person")
    assert [(area.name, area.uri) for area in row.service_areas.all()] == [("Ikast-Brande Kommune", HOME)]
    assert row.pk.hex in {
        one["id"].replace("-", "") for one in api("services", municipality=HOME, school="eksempelskolen")[1]["results"]
    }
    assert row.name not in {one["name"] for one in api("services", municipality=HOME)[1]["results"]}


def test_a_new_row_can_stand_for_a_function_but_only_once(editor: Client) -> None:
    assert new_row(editor, kind="ssp").status_code == 302
    assert Service.objects.get(name="Værestedet på Torvet").key == "ssp"
    again = new_row(editor, kind="ssp", name="En til")
    assert again.status_code == 200 and "allerede sin egen række" in again.content.decode()


def test_a_new_row_for_another_school_or_for_all_is_refused(editor: Client) -> None:
    for school in (str(schools()[1].pk), ""):
        answer = new_row(editor, school=school)
        assert answer.status_code == 200 and "school" in answer.context["adminform"].form.errors
    assert not Service.objects.filter(name="Værestedet på Torvet").exists()


def test_with_several_schools_the_editor_chooses_among_them() -> None:
    mine, other = schools()
    client = signed_in("editor", mine, name="begge")
    signed_in("editor", other)
    user = Membership.objects.get(school=mine, user__username="begge").user
    Membership.objects.create(user=user, school=other, role="reader")
    field = client.get(f"{LIST}add/").context["adminform"].form.fields["school"]
    assert list(field.queryset) == [mine], "a reader's school is not offered"
    Membership.objects.filter(user=user, school=other).update(role="editor")
    assert new_row(client, school=str(other.pk)).status_code == 302
    assert Service.objects.get(name="Værestedet på Torvet").school == other


def test_a_row_never_changes_hands(editor: Client) -> None:
    row = own(schools()[0], "ssp")
    values = form_of(editor, change_page(row)) | {"school": str(schools()[1].pk), "is_crisis": "on"}
    assert editor.post(change_page(row), values).status_code == 302
    row.refresh_from_db()
    assert row.school == schools()[0] and not row.is_crisis


def test_own_rows_are_deleted_with_their_confirmations_and_loaded_shared_rows_are_not(editor: Client) -> None:
    row = own(schools()[0], "ssp", number="99 60 00 01", confirmed=0)
    assert editor.post(f"{LIST}{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Service.objects.filter(pk=row.pk).exists()
    administrator = signed_in("administrator")
    assert administrator.post(f"{LIST}{shared('ssp').pk}/delete/", {"post": "yes"}).status_code == 403


def test_organizations_places_and_terms_are_the_administrators(editor: Client) -> None:
    row = shared("ssp").organization
    Phone.objects.create(organization=row, number="99 60 00 00")
    for page in (change_page(row), "/admin/resources/organization/add/"):
        assert editor.post(page, {"name": "Overtaget"}).status_code == 403
    for kind in ("municipality", "region", "taxonomyterm", "verification"):
        assert editor.get(f"/admin/resources/{kind}/").status_code == 200
        assert editor.post(f"/admin/resources/{kind}/add/", {}).status_code == 403
    assert Organization.objects.get(pk=row.pk).name == "Ikast-Brande Kommune"


def test_the_front_page_shows_the_four_things_first(editor: Client) -> None:
    page = editor.get("/admin/").content.decode()
    places = [
        page.index(f"<strong>{word}</strong>") for word in ("Tilbud", "Dækning", "Beredskabsplan", "Bekræftelser")
    ]
    assert places == sorted(places) and places[-1] < page.index("Alt i registret")
