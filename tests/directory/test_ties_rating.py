"""An answer about a contact: at a link, once, in time; and nothing kept but the answer and its month."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import localdate
from people import HOME, schools
from tied import COUNSELLOR, DRUGS, SOCIAL, TEACHER, rate

from directory.resources.models import Municipality
from directory.schools.models import School
from directory.ties import linking
from directory.ties.linking import Used, rating_link, rating_path, use
from directory.ties.models import Rating, UsedLink
from directory.ties.questions import QUALITIES
from directory.ties.tie import WrongTie

GOOD = {"reached": "ja"} | dict.fromkeys(QUALITIES, "4")


@pytest.fixture
def school() -> School:
    mine: School = schools()[0]
    return mine


@pytest.fixture
def place() -> Municipality:
    return Municipality.objects.get(code=HOME)


@pytest.fixture
def link(school: School, place: Municipality) -> str:
    return rating_path(school, place, COUNSELLOR, SOCIAL)


def test_an_answer_is_kept_with_its_month_and_nothing_else(link: str, school: School, place: Municipality) -> None:
    client = Client()
    page = client.get(link)
    assert page.status_code == 200 and "studievejleder" in page.content.decode()
    thanks = client.post(link, GOOD | {"timely": "1"})
    assert "Tak for dit svar" in thanks.content.decode()
    row = Rating.objects.get()
    assert (row.school, row.municipality, row.from_role.code, row.to_role.code) == (school, place, COUNSELLOR, SOCIAL)
    assert row.month == localdate().replace(day=1) and row.reached
    assert [getattr(row, code) for code in QUALITIES] == [4, 1, 4, 4, 4, 4, 4]


def test_the_tables_have_no_place_for_a_person_a_time_or_a_text() -> None:
    columns = {field.name for field in Rating._meta.get_fields()}
    assert columns == {"id", "school", "municipality", "from_role", "to_role", "month", "reached", *QUALITIES}
    assert {field.name for field in UsedLink._meta.get_fields()} == {"key", "expires"}
    assert not hasattr(Rating, "history") and not hasattr(UsedLink, "history")


def test_who_reached_nobody_gives_no_scores(link: str) -> None:
    Client().post(link, {"reached": "nej"} | dict.fromkeys(QUALITIES, "5"))
    row = Rating.objects.get()
    assert not row.reached and all(getattr(row, code) is None for code in QUALITIES)


def test_a_link_is_used_once(link: str) -> None:
    client = Client()
    client.post(link, GOOD)
    for again in (client.post(link, GOOD), client.get(link)):
        assert again.status_code == 410 and "Du har svaret" in again.content.decode()
    assert Rating.objects.count() == 1


def test_of_two_who_send_at_once_one_is_kept(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Client().post(link, GOOD)
    monkeypatch.setattr(linking, "is_used", lambda key: False)
    assert Client().post(link, GOOD).status_code == 410
    assert Rating.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "lines"),
    [({}, 1), ({"reached": "ja"}, 7), (GOOD | {"timely": "6"}, 1), (GOOD | {"timely": ""}, 1), ({"reached": "x"}, 1)],
)
def test_a_missing_or_strange_answer_is_asked_for_again(link: str, wrong: dict[str, str], lines: int) -> None:
    client = Client()
    page = client.post(link, wrong).content.decode()
    assert page.count('class="errorlist"') == lines
    assert not Rating.objects.exists() and not UsedLink.objects.exists()
    client.post(link, GOOD)
    assert Rating.objects.count() == 1, "the link can still be used"


def test_a_link_runs_out_and_cannot_be_made_up(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client()
    at = link.rindex("/") + 3
    for made_up in ("/svar/x", link[:at] + ("A" if link[at] != "A" else "B") + link[at + 1 :], link[:-2]):
        assert client.post(made_up, GOOD).status_code == 410
    monkeypatch.setattr(linking, "LASTS", timedelta(seconds=-1))
    old = client.post(link, GOOD)
    assert old.status_code == 410 and "virker ikke længere" in old.content.decode()
    assert not Rating.objects.exists()


def test_a_link_to_a_school_that_is_gone_says_so() -> None:
    other = schools()[1]
    link = rating_path(other, None, COUNSELLOR, TEACHER)
    other.delete()
    assert Client().get(link).status_code == 410


def test_links_differ_and_hold_no_person(school: School, place: Municipality) -> None:
    one, two = (rating_link(school, place, SOCIAL, COUNSELLOR) for _ in range(2))
    assert one != two and one.startswith("http://127.0.0.1:8001/svar/")
    said = linking.read(one.rsplit("/", 1)[1])
    assert (said.tie.school, said.tie.municipality) == (school, place)
    assert (said.tie.from_role.id, said.tie.to_role.id) == (SOCIAL, COUNSELLOR)


@pytest.mark.parametrize(
    ("code", "pair", "wrong"),
    [
        (HOME, (SOCIAL, DRUGS), "to_role"),  # nobody from the school
        (HOME, (COUNSELLOR, COUNSELLOR), "to_role"),
        (HOME, (COUNSELLOR, "tryllekunstner"), "to_role"),
        (HOME, ("politi", COUNSELLOR), "from_role"),  # called in need, no cooperation to rate
        (HOME, (COUNSELLOR, TEACHER), "municipality"),  # both inside
        ("", (COUNSELLOR, SOCIAL), "municipality"),
    ],
)
def test_a_tie_that_is_none_is_refused(school: School, code: str, pair: tuple[str, str], wrong: str) -> None:
    place = Municipality.objects.get(code=code) if code else None
    with pytest.raises(WrongTie) as found:
        rating_link(school, place, *pair)
    assert found.value.field == wrong


def test_the_database_refuses_half_an_answer(school: School) -> None:
    for scores in ({"reached": True, "frequent": 6}, {"reached": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rate(school, HOME, (COUNSELLOR, SOCIAL), 1)
            Rating.objects.update(**scores)
    with pytest.raises(IntegrityError), transaction.atomic():
        rate(school, HOME, (COUNSELLOR, SOCIAL), 1)
        Rating.objects.update(timely=None)


def test_used_links_are_forgotten_when_they_have_run_out() -> None:
    today = localdate()
    UsedLink.objects.create(key="old", expires=today - timedelta(days=1))
    UsedLink.objects.create(key="last", expires=today)
    use("new")
    assert set(UsedLink.objects.values_list("key", flat=True)) == {"last", "new"}
    with pytest.raises(Used):
        use("new")
