"""A sheet changes the school's own rows, exactly as shown, all of it or nothing, and twice is as once."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.timezone import localdate
from making_sheets import HOME, ago, csv, everything, look, numbers, own, school, take_in, xlsx

from directory.accounts.models import Membership
from directory.resources.freshness import last_day
from directory.resources.models import Contact, Municipality, Phone, Service, Verification
from directory.schools.models import School

HEADER = ["Kommune", "Funktion", "Telefon", "E-mail", "Bekræftet af", "Bekræftet den", "Hvordan"]
DAY = localdate() - timedelta(days=60)
SSP = ["Ikast-Brande", "SSP", "99 60 00 01", "ssp@ikast.dk", "SSP-konsulent", ago(60), "Ringet op"]
OFFER = ["Kommune", "Navn", "Kan bidrage med", "Kan ikke", "Telefon", "Emner", "Status"]
HOUSE = ["Ikast-Brande", "Ungehuset", "Åben rådgivning.", "Giver ikke behandling.", "12345678", "Ensomhed, stress", ""]


def person(role: str | None, slug: str = "eksempelskolen") -> tuple[Client, Any]:
    """Somebody signed in with that role at a school; None for an administrator."""
    name = f"{role}-{slug}"
    make = get_user_model().objects
    if role is None:
        user = make.create_superuser(name, password="en lang adgangskode 7")  # noqa: S106
    else:
        user = make.create_user(name, password="en lang adgangskode 7", is_staff=True)  # noqa: S106
        Membership.objects.create(user=user, school=School.objects.get(slug=slug), role=role)
    client = Client()
    client.force_login(user)
    return client, user


def upload(client: Client, content: bytes, name: str = "ark.csv", slug: str = "eksempelskolen") -> Any:
    return client.post(f"/admin/ark/?skole={slug}", {"file": SimpleUploadedFile(name, content)})


def test_the_schools_row_is_a_copy_and_the_shared_one_stays(api: Any) -> None:
    shared = Service.objects.get(key="ssp", school=None, organization__municipality__code=HOME)
    before = shared.history.count()
    take_in(csv(HEADER, SSP))
    row = own()
    assert (row.name, row.can_contribute, row.role, row.origin) == (
        shared.name,
        shared.can_contribute,
        shared.role,
        "person",
    )
    assert set(row.topics.all()) == set(shared.topics.all())
    assert [area.uri for area in row.service_areas.all()] == [HOME]
    assert (shared.phones.count(), shared.history.count()) == (0, before)
    found = api("services", municipality=HOME, role="ssp_konsulent", school="eksempelskolen")[1]["results"][0]
    assert (found["contact_state"], found["assurer"], found["email"]) == ("confirmed", "SSP-konsulent", "ssp@ikast.dk")
    assert [phone["number"] for phone in found["phones"]] == ["99 60 00 01"]


def test_the_confirmation_has_its_day_its_way_and_who_wrote_it() -> None:
    _client, user = person("editor")
    take_in(csv(HEADER, SSP), user)
    word = Verification.objects.get(service=own())
    assert (word.assured_date, word.how, word.assurer) == (DAY, "phone", "SSP-konsulent")
    assert (word.recorded_by, word.valid_to) == (user, last_day(DAY, crisis=False)), "a year from that day"


def test_the_same_file_twice_changes_nothing() -> None:
    content = csv(HEADER, SSP) + csv(["Herning", "PPR", "12345678", "", "", "", ""])
    take_in(content)
    take_in(csv(OFFER, HOUSE))
    once = everything()
    assert not look(content).changes_anything
    take_in(content)
    take_in(csv(OFFER, HOUSE))
    assert everything() == once


def test_an_empty_cell_changes_nothing_and_the_word_for_none_empties() -> None:
    take_in(csv(HEADER, SSP))
    take_in(csv(HEADER, ["Ikast-Brande", "SSP", "", "ingen", "", "", ""]))
    assert (numbers(), Contact.objects.filter(service=own(), published=True).count()) == (["99 60 00 01"], 0)
    take_in(csv(HEADER, ["Ikast-Brande", "SSP", "Ingen", "", "", "", ""]))
    assert numbers() == []
    assert own().phones.model.history.filter(service_id=own().pk, history_type="-").count() == 1, "and can be undone"


def test_a_changed_number_is_not_confirmed_by_the_old_numbers_date() -> None:
    take_in(csv(HEADER, SSP))
    found = take_in(csv(HEADER, ["Ikast-Brande", "SSP", "99 60 00 09", *SSP[3:]]))
    assert found.rows[0].notes == [
        f"Bekræftelsen fra {ago(60)} gælder den gamle kontakt. Prøv den nye, og skriv så en ny dato."
    ]
    assert (numbers(), Verification.objects.filter(service=own()).count()) == (["99 60 00 09"], 1)
    take_in(csv(HEADER, ["Ikast-Brande", "SSP", "99 60 00 09", *SSP[3:5], ago(59), ""]))
    assert Verification.objects.filter(service=own()).count() == 2


def test_an_older_confirmation_is_passed_by() -> None:
    take_in(csv(HEADER, SSP))
    found = take_in(csv(HEADER, [*SSP[:5], ago(90), "Skrevet"]))
    assert (found.rows[0].state, found.confirmed) == ("same", 0)
    assert f"allerede bekræftet senere, den {ago(60)}" in found.rows[0].notes[0]


def test_a_rejected_contact_is_not_revived_by_an_old_sheet() -> None:
    take_in(csv(HEADER, SSP))
    Verification.objects.create(service=own(), assurer="studievejleder", result="rejected", assured_date=localdate())
    assert not look(csv(HEADER, SSP)).changes_anything


def test_an_offer_that_only_the_school_knows(api: Any) -> None:
    found = take_in(csv(OFFER, HOUSE))
    assert found.rows[0].notes == ["Et nyt tilbud, som kun skolen ser."]
    row = Service.objects.get(school=school(), key="ungehuset")
    assert [term.code for term in row.topics.all()] == ["ensomhed", "stress"]
    names = [one["name"] for one in api("services", municipality=HOME, school="eksempelskolen")[1]["results"]]
    assert "Ungehuset" in names
    assert "Ungehuset" not in [one["name"] for one in api("services", municipality=HOME)[1]["results"]]
    take_in(csv(OFFER, [*HOUSE[:6], "Ikke i brug"]))
    row.refresh_from_db()
    assert row.status == "inactive"


def test_drafts_come_along_unused_and_a_sheet_takes_the_one_it_names_into_use() -> None:
    shared = Service.objects.get(key="ssp", school=None, organization__municipality__code=HOME)
    for number in ("99600001", "99600002"):
        Phone.objects.create(service=shared, number=number, published=False)
    take_in(csv(HEADER, SSP))
    assert {phone.number: phone.published for phone in own().phones.all()} == {"99600001": True, "99600002": False}


def test_a_row_that_says_no_more_than_the_shared_one_makes_nothing() -> None:
    before = everything()
    found = take_in(
        csv([*HEADER, "Alder fra"], ["Herning", "kui", "", "", "", "", "", "15"], ["Herning", "SSP"] + [""] * 6)
    )
    assert [row.state for row in found.rows] == ["same", "same"]
    assert everything() == before


def test_the_history_tells_who_and_why_and_keeps_the_topics() -> None:
    _client, user = person("editor")
    take_in(csv(HEADER, SSP), user)
    row = own()
    past = row.history.get()
    assert (past.history_user, past.history_change_reason) == (user, "Indlæst fra ark")
    assert {link.taxonomyterm for link in past.topics.all()} == set(row.topics.all())
    assert row.phones.get().history.get().history_user == user


def test_see_first_then_write_exactly_that() -> None:
    client, _user = person("editor")
    before = everything()
    page = upload(client, xlsx(HEADER, SSP), "ark.xlsx")
    assert page.status_code == 200 and everything() == before
    text = page.content.decode()
    assert "99 60 00 01" in text and "Ny: 1" in text and "Skolen får sin egen række" in text
    answer = client.post("/admin/ark/indlaes/?skole=eksempelskolen", {"seen": page.context["token"]}, follow=True)
    assert "Arket er indlæst: 1 nye, 0 rettede, 0 uændrede, 1 bekræftede." in answer.content.decode()
    assert numbers() == ["99 60 00 01"]


def test_what_was_changed_meanwhile_is_shown_before_it_is_written() -> None:
    client, _user = person("editor")
    take_in(csv(HEADER, SSP))
    new = ["Ikast-Brande", "SSP", "99 60 00 05", "", "", "", ""]
    token = upload(client, csv(HEADER, new)).context["token"]
    Phone.objects.filter(service=own()).update(number="99 60 00 03")
    page = client.post("/admin/ark/indlaes/?skole=eksempelskolen", {"seen": token})
    assert "Kontakterne er ændret, siden du så forskellen" in page.content.decode()
    assert (numbers(), page.context["difference"].rows[0].changes[0].before) == (["99 60 00 03"], "99 60 00 03")
    client.post("/admin/ark/indlaes/?skole=eksempelskolen", {"seen": page.context["token"]})
    assert numbers() == ["99 60 00 05"]


def test_errors_stand_on_the_page_with_the_rest_of_the_difference() -> None:
    client, _user = person("editor")
    page = upload(client, csv(HEADER, SSP, ["Herning", "PPR", "12 34", "", "", "", ""]))
    text = page.content.decode()
    assert "Række 3, kolonnen Telefon: »12 34« er ikke et dansk nummer" in text
    assert "99 60 00 01" in text and page.context["token"] == ""
    assert "gammel Excel-fil" in upload(client, b"\xd0\xcf\x11\xe0", "ark.xls").content.decode()


@pytest.mark.parametrize(("role", "may"), [("reader", False), ("editor", True), ("approver", True), (None, True)])
def test_who_may_import(role: str | None, may: bool) -> None:
    client, _user = person(role)
    assert client.get("/admin/ark/").status_code == 200
    assert upload(client, csv(HEADER, SSP)).status_code == (200 if may else 403)


def test_another_schools_rows_are_out_of_reach() -> None:
    School.objects.create(slug="nabo", name="Naboskolen", municipality=Municipality.objects.get(code=HOME))
    mine, _user = person("editor")
    other, _user = person("editor", "nabo")
    token = upload(mine, csv(HEADER, SSP)).context["token"]
    assert upload(other, csv(HEADER, SSP)).status_code == 403
    assert other.post("/admin/ark/indlaes/?skole=eksempelskolen", {"seen": token}).status_code == 403
    stolen = other.post("/admin/ark/indlaes/?skole=nabo", {"seen": token})
    assert "for længe siden" in stolen.content.decode()
    assert not Service.objects.filter(school__isnull=False).exists()
    assert Client().get("/admin/ark/").status_code == 302, "nobody comes in without signing in"


def test_the_command_shows_the_difference_and_writes_it(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "ark.csv"
    file.write_bytes(csv(HEADER, SSP))
    before = everything()
    call_command("import_sheet", school="eksempelskolen", file=file, dry_run=True)
    assert "Telefon: – → 99 60 00 01" in capsys.readouterr().out
    assert everything() == before
    call_command("import_sheet", school="eksempelskolen", file=file)
    assert numbers() == ["99 60 00 01"]
    file.write_bytes(csv(HEADER, ["Herning", "PPR", "123", "", "", "", ""]))
    with pytest.raises(CommandError, match="Række 2, kolonnen Telefon"):
        call_command("import_sheet", school="eksempelskolen", file=file)


def test_what_no_form_can_carry_is_refused_before_it_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("directory.sheets.views.MOST_CARRIED", 100)
    client, _user = person("editor")
    page = upload(client, csv(HEADER, SSP))
    assert "Del den i to" in page.content.decode() and "token" not in page.context
