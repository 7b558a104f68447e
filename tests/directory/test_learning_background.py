"""The background for counsellors: by topic and region, with source and how sure, and never as a diagnosis."""

import re
from datetime import date

import pytest
from django.test import Client
from django.utils.timezone import localdate
from learned import programme
from people import schools, signed_in

from directory.learning.listing import regions
from directory.learning.models import Programme
from directory.resources.models import Municipality, Region, TaxonomyTerm

PAGE = "/baggrund/"


def shown(**asked: str) -> str:
    page: str = signed_in("reader", schools()[0]).get(PAGE, asked).content.decode()
    return page


def headings(page: str) -> list[str]:
    return re.findall(r"<h2>(.*?)</h2>", page)


def test_the_three_programmes_are_there_with_source_date_and_how_sure() -> None:
    page = shown()
    for title in ("angst og depression", "ADHD", "spiseforstyrrelser"):
        assert f"Forløbsprogram for {title}" in page
    assert "Sundhedsstyrelsen om de tre forløbsprogrammer" in page and "2017-12-15" in page
    assert "Sikkerhed: høj." in page and "Ikke bekræftet." in page
    assert "Skolen stiller ingen diagnose." in page and "ring 112" in page
    rows = Programme.objects.filter(origin="knowledge")
    assert all(row.source_url and row.source_date and row.checked_on for row in rows)
    assert not [row for row in rows if row.is_confirmed(localdate())], "nobody has looked yet"


def test_a_school_sees_its_own_region_first_and_any_other_when_asked() -> None:
    assert headings(shown()) == ["Hele landet", "Region Midtjylland"]
    assert "Vi kender ingen aftale her." in shown(), "what nobody knows is not made up"
    mine = schools()[0]
    mine.municipality = Municipality.objects.get(code="0561")
    mine.save()
    page = shown()
    assert headings(page) == ["Hele landet", "Region Syddanmark"] and "de 22 kommuner" in page
    assert len(headings(shown(region="alle"))) == 1 + len(regions(localdate()))
    assert signed_in("reader", mine).get(PAGE, {"region": "atlantis"}).status_code == 404


def test_an_agreement_of_a_region_that_ends_says_so_and_goes_with_it() -> None:
    place = Region.objects.get(code="hovedstaden")
    row = Programme.objects.get(region=place)
    assert row.confidence == "low" and "Vi ved ikke, hvad der gælder i dag." in row.about
    codes = {day: [one.code for one in regions(day)] for day in (date(2026, 12, 31), date(2027, 1, 1))}
    assert "hovedstaden" in codes[date(2026, 12, 31)] and "oestdanmark" not in codes[date(2026, 12, 31)]
    assert "hovedstaden" not in codes[date(2027, 1, 1)] and "oestdanmark" in codes[date(2027, 1, 1)]


@pytest.mark.parametrize(
    ("topic", "there", "gone"),
    [
        ("angst_depression", "Forløbsprogram for angst", "Forløbsprogram for ADHD"),
        ("spiseforstyrrelse", "Fire trin i hjælpen", "Forløbsprogram for angst"),
        ("adhd_autisme", "ikke om autisme", "Forløbsprogram for spiseforstyrrelser"),
    ],
)
def test_a_topic_shows_what_is_about_it_and_what_is_about_everything(topic: str, there: str, gone: str) -> None:
    programme(title="Gælder for alt")
    page = shown(emne=topic)
    assert there in page and "Gælder for alt" in page and gone not in page


def test_a_topic_that_nothing_is_about_says_so() -> None:
    Programme.objects.filter(region=None).delete()
    assert "Vi kender ingen om det emne." in shown(emne="sorg")


def test_a_schools_own_background_is_its_own() -> None:
    other = schools()[1]
    row = programme(title="Naboens aftale", school=other)
    row.topics.set(TaxonomyTerm.objects.filter(taxonomy="topic", code="sorg"))
    assert "Naboens aftale" not in shown() and 'value="sorg"' not in shown(), "nor is its topic in the list"
    page = signed_in("editor", other).get(PAGE).content.decode()
    assert "Naboens aftale" in page and 'value="sorg"' in page and "/admin/learning/programme/add/" in page
    assert "/admin/learning/programme/add/" not in shown()
    assert "/admin/login/" in Client().get(PAGE)["Location"]


def test_an_administrator_corrects_a_shared_row_and_the_files_leave_it_alone() -> None:
    row = Programme.objects.get(title="Forløbsprogram for ADHD")
    page = f"/admin/learning/programme/{row.pk}/change/"
    administrator, today = signed_in("administrator"), localdate()
    values = {
        name: getattr(row, name)
        for name in ("title", "nature", "about", "at_school", "source_name", "source_date", "source_url", "confidence")
    }
    looked = {"checked_on": str(today), "checked_by": "administrator", "shown": "on"}
    assert administrator.post(page, values | looked).status_code == 302
    row.refresh_from_db()
    assert row.origin == "person" and row.is_confirmed(today)
    assert signed_in("approver", schools()[0]).post(page, values).status_code == 403
    assert administrator.post(f"/admin/learning/programme/{row.pk}/delete/", {"post": "yes"}).status_code == 302
