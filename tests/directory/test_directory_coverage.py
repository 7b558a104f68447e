"""The coverage page: what is counted, coloured and worded, and where a cell leads."""

import re
from typing import Any

import pytest
from django.test import Client
from people import AFTER, GONE, HOME, change_page, own, schools, shared, signed_in

from directory.resources.models import Municipality, Phone, Service, Verification

PAGE = "/admin/daekning/"
# The functions of knowledge/services/municipal_functions.yml; each stands in all 98 municipalities.
FUNCTIONS = 15


@pytest.fixture
def editor() -> Client:
    mine = schools()[0]
    mine.pupil_municipalities.set(Municipality.objects.filter(code__in=[HOME, "0657"]))
    client: Client = signed_in("editor", mine)
    return client


def count(client: Client, **query: str) -> tuple[int, int]:
    """The two numbers of the heading."""
    found = re.search(r"(\d+) af (\d+) bekræftet", client.get(PAGE, query).content.decode())
    assert found
    return int(found[1]), int(found[2])


def cell(client: Client, name: str, place: str) -> str:
    """The markup of one cell."""
    page = client.get(PAGE).content.decode()
    row = next(part for part in page.split("<tr>") if f'<th scope="row">{name}</th>' in part)
    return next(part for part in row.split("<td")[1:] if f'data-place="{place}"' in part)


def test_it_counts_functions_times_municipalities(editor: Client) -> None:
    assert count(editor) == (0, 2 * FUNCTIONS)
    own(schools()[0], "ssp", number="99 60 00 01", confirmed=0)
    assert count(editor) == (1, 2 * FUNCTIONS)


def test_without_chosen_municipalities_it_shows_the_schools_own() -> None:
    mine = schools()[0]
    mine.pupil_municipalities.clear()
    assert count(signed_in("editor", mine)) == (0, FUNCTIONS)


@pytest.mark.parametrize(
    ("days", "state", "word"),
    [
        (0, "confirmed", "✓</span> Bekræftet"),
        (AFTER, "ageing", "◔</span> Ved at blive gammel"),
        (GONE, "expired", "✗</span> Udløbet"),
        (None, "missing", "?</span> Mangler"),
    ],
)
def test_each_state_has_colour_symbol_and_word_and_leads_to_the_own_row(
    editor: Client, days: int | None, state: str, word: str
) -> None:
    row = own(schools()[0], "ssp", number="99 60 00 01", confirmed=days)
    markup = cell(editor, "SSP", "Ikast-Brande")
    assert f'class="cell {state}"' in markup and word in markup
    assert f'href="{change_page(row)}"' in markup


def test_what_the_school_found_not_to_exist_is_not_counted(editor: Client) -> None:
    row = own(schools()[0], "ssp")
    Service.objects.filter(pk=row.pk).update(status="inactive")
    assert "Findes ikke her" in cell(editor, "SSP", "Ikast-Brande")
    assert count(editor) == (0, 2 * FUNCTIONS - 1)


def test_one_click_on_a_missing_shared_row_makes_the_own_row(editor: Client) -> None:
    row = shared("ssp")
    assert f'name="service" value="{row.pk}"' in cell(editor, "SSP", "Ikast-Brande")
    answer = editor.post(f"{PAGE}?skole=eksempelskolen", {"service": str(row.pk)})
    made = Service.objects.get(school=schools()[0], key="ssp")
    assert answer["Location"] == change_page(made)


def test_a_confirmed_shared_row_counts_and_is_not_hidden_by_one_click(editor: Client) -> None:
    row = shared("ssp")
    Phone.objects.create(service=row, number="99 60 00 01")
    Verification.objects.create(service=row, assurer="koordinator")
    markup = cell(editor, "SSP", "Ikast-Brande")
    assert 'class="cell confirmed"' in markup and change_page(row) in markup and "<button" not in markup
    assert count(editor) == (1, 2 * FUNCTIONS)


def test_an_own_row_hides_a_better_shared_one_here_as_it_does_for_teachers(editor: Client) -> None:
    row = shared("ssp")
    Phone.objects.create(service=row, number="99 60 00 01")
    Verification.objects.create(service=row, assurer="koordinator")
    own(schools()[0], "ssp")
    assert count(editor) == (0, 2 * FUNCTIONS)


def test_the_other_school_is_nowhere_to_be_seen(editor: Client) -> None:
    other = schools()[1]
    own(other, "ssp", number="99 60 00 01", confirmed=0)
    assert count(editor) == (0, 2 * FUNCTIONS)
    assert "Naboskolen" not in editor.get(PAGE).content.decode()
    assert editor.get(PAGE, {"skole": "nabo"}).status_code == 403
    assert editor.post(f"{PAGE}?skole=nabo", {"service": str(shared("kui").pk)}).status_code == 403
    assert not Service.objects.filter(school=other, key="kui").exists()


@pytest.mark.parametrize("service", ["", "ingenting", "00000000-0000-0000-0000-000000000000"])
def test_a_made_up_row_is_not_found(editor: Client, service: str) -> None:
    assert editor.post(PAGE, {"service": service}).status_code == 404


def test_a_reader_sees_and_does_not_make(editor: Client) -> None:
    reader = signed_in("reader", schools()[0])
    assert '<button class="inside"' not in reader.get(PAGE).content.decode()
    assert reader.post(PAGE, {"service": str(shared("ssp").pk)}).status_code == 403
    assert not Service.objects.filter(school__isnull=False).exists()


def test_ninety_eight_municipalities_come_in_pages_and_can_be_narrowed(editor: Client) -> None:
    mine = schools()[0]
    mine.pupil_municipalities.set(Municipality.objects.all())
    own(mine, "ssp", number="99 60 00 01", confirmed=0)
    assert count(editor) == (1, 98 * FUNCTIONS)

    def places(**query: Any) -> list[str]:
        page = editor.get(PAGE, query).context["page"]
        return [line.municipality.name for line in page]

    assert len(places()) == 10 and len(places(p="10")) == 8
    assert not set(places()) & set(places(p="2"))
    assert places(kommune="IKAST") == places(kommune=HOME) == places(vis="confirmed") == ["Ikast-Brande"]
    assert places(kommune="findesikke") == []


def test_strangers_are_sent_to_the_login_and_an_empty_installation_says_what_to_do() -> None:
    assert Client().get(PAGE).status_code == 302
    mine, other = schools()
    administrator = signed_in("administrator")
    assert administrator.get(PAGE).status_code == 200
    mine.delete()
    other.delete()
    assert "Opret en skole først" in administrator.get(PAGE).content.decode()
