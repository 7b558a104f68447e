"""The relationskort: what is counted, what is hidden, who stands out, and that the picture says what the text says."""

import re
import xml.etree.ElementTree as ET
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate
from people import HOME, schools, signed_in
from tied import COUNSELLOR, DRUGS, SOCIAL, TEACHER, rate

from directory.schools.models import School
from directory.ties import drawing
from directory.ties.models import Rating, UsedLink
from directory.ties.periods import half_of
from directory.ties.relations import relations
from directory.ties.strength import Change, Direction, Level

AARHUS = "0751"
OTHERS = ("psykolog", "praktikinstruktoer", "kui_ungevejleder")


@pytest.fixture
def school() -> School:
    mine: School = schools()[0]
    rate(mine, HOME, (COUNSELLOR, SOCIAL), 5, 2)
    rate(mine, HOME, (TEACHER, SOCIAL), 5, 3)
    rate(mine, HOME, (SOCIAL, COUNSELLOR), 6, 5)
    rate(mine, HOME, (COUNSELLOR, "ppr"), 4, 1)
    rate(mine, AARHUS, (COUNSELLOR, "ssp_konsulent"), 5, 4)
    rate(mine, "", (TEACHER, COUNSELLOR), 5, 5)
    return mine


def half_before() -> Any:
    return half_of(localdate()).before


def cell(school: School, code: str, role: str) -> Any:
    found = relations(school, half_of(localdate())).cell(code, role)
    assert found is not None
    return found


def test_a_tie_is_counted_from_both_sides(school: School) -> None:
    found = cell(school, HOME, SOCIAL)
    assert (found.out, found.back, found.level) == (Level.WEAK, Level.STRONG, Level.WEAK)
    assert found.direction == Direction.BOTH and found.needs_a_talk
    one_way = cell(school, AARHUS, "ssp_konsulent")
    assert one_way.direction == Direction.OUT and one_way.needs_a_talk and one_way.level == Level.STRONG
    few = cell(school, HOME, "ppr")
    assert (few.level, few.word, few.needs_a_talk) == (Level.FEW, "for få svar endnu", False)
    assert cell(school, HOME, "ssp_konsulent").word == "ingen kontakt kendt"
    assert cell(school, "", COUNSELLOR).out == Level.STRONG and cell(school, "", TEACHER).back == Level.STRONG


def test_it_is_told_against_the_half_year_before(school: School) -> None:
    rate(school, HOME, (COUNSELLOR, SOCIAL), 10, 1, month=half_before().first)
    rate(school, HOME, (COUNSELLOR, "bup"), 5, 4, month=half_before().first)
    rate(school, HOME, (COUNSELLOR, "ssp_konsulent"), 5, 4, month=half_before().before.first)
    assert cell(school, HOME, SOCIAL).change == Change.BETTER
    assert cell(school, HOME, "bup").change == Change.GONE and cell(school, HOME, "bup").level == Level.NONE
    assert cell(school, HOME, "ssp_konsulent").change == Change.NONE, "too long ago"
    assert cell(school, AARHUS, "ssp_konsulent").change == Change.NEW


def test_overlooked_roles_stand_out_until_somebody_has_a_tie_to_them(school: School) -> None:
    half = half_of(localdate())
    assert {line.role.id for line in relations(school, half).overlooked} == {DRUGS, *OTHERS}
    rate(school, AARHUS, (COUNSELLOR, DRUGS), 1)
    found = relations(school, half)
    assert {line.role.id for line in found.overlooked} == set(OTHERS)
    assert [line.role.id for line in found.lines[:3]] == [line.role.id for line in found.overlooked]


def test_another_schools_answers_are_not_counted_and_few_questions_are_asked(school: School) -> None:
    rate(schools()[1], HOME, (COUNSELLOR, "ppr"), 50, 5)
    assert cell(school, HOME, "ppr").level == Level.FEW
    with CaptureQueriesContext(connection) as queries:
        relations(school, half_of(localdate()))
    assert len(queries) <= 3, "the answers, the chosen municipalities and the others: whatever the number of answers"


def test_the_page_says_it_in_words(school: School) -> None:
    page = signed_in("reader", school).get("/relationer/").content.decode()
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert "Ingen har kontakt med dem" in text and "Misbrugskonsulent." in text
    assert "svag: socialrådgiver, Ikast-Brande" in text and "peger på hinanden" in text
    assert "Aarhus" in text, "a municipality that there are answers about, though no pupil's is set"
    assert "for få svar endnu: PPR, Ikast-Brande" in text
    assert "1,0" not in text, "the four who answered about PPR are told by no figure"
    few = signed_in("reader", school).get("/relationer/?vis=svar").content.decode()
    assert "jobkonsulent" in page and "jobkonsulent" not in few


def test_one_tie_shows_the_seven_and_hides_the_few(school: School) -> None:
    client = signed_in("editor", school)
    page = client.get(f"/relationer/{SOCIAL}/?kommune={HOME}").content.decode()
    assert "2,5" in page and "Underviser til socialrådgiver" in page and "5,0 af 5" in page
    rate(school, HOME, ("mentor", SOCIAL), 1, 5)
    assert "til socialrådgiver:" not in client.get(f"/relationer/{SOCIAL}/?kommune={HOME}").content.decode()
    few = client.get(f"/relationer/ppr/?kommune={HOME}").content.decode()
    assert "for få svar endnu" in few and "4 svar" not in few and "1,0" not in few
    for wrong in (f"{SOCIAL}/", f"{SOCIAL}/?kommune=", f"{SOCIAL}/?kommune=9999", f"politi/?kommune={HOME}"):
        assert client.get(f"/relationer/{wrong}").status_code == 404, wrong


def test_an_editor_answers_or_makes_a_link_and_a_reader_does_not(school: School) -> None:
    address = f"/relationer/{SOCIAL}/?kommune={HOME}"
    reader, editor = signed_in("reader", school), signed_in("editor", school)
    assert "Svar selv nu" not in reader.get(address).content.decode()
    assert reader.post(address, {"do": "answer", "role": COUNSELLOR}).status_code == 403
    answer = editor.post(address, {"do": "answer", "role": COUNSELLOR})
    assert answer.status_code == 302 and Client().get(answer["Location"]).status_code == 200
    page = editor.post(address, {"do": "theirs", "role": COUNSELLOR}).content.decode()
    link = re.search(r'value="(http://testserver/svar/[^"]+)"', page)
    assert link and "Fra socialrådgiver til studievejleder i Ikast-Brande" in Client().get(link[1]).content.decode()
    assert editor.post(address, {"do": "ours", "role": DRUGS}).status_code == 302
    assert Rating.objects.count() == 30 and not UsedLink.objects.exists(), "a link alone is nothing kept"


def test_the_picture_has_the_ties_that_the_text_has(school: School) -> None:
    found = relations(school, half_of(localdate()))
    place = next(one for one in found.columns if one.code == HOME)
    cells = drawing.shown(found, place)
    assert {one.role.id for one in cells} == {SOCIAL, "ppr", DRUGS, *OTHERS}
    ties = drawing.graph(cells)
    edges = {(start, end): level for start, end, level in ties.edges(data="level")}
    assert edges == {("school", SOCIAL): Level.WEAK, (SOCIAL, "school"): Level.STRONG, ("school", "ppr"): Level.FEW}
    client = signed_in("reader", school)
    page = client.get(f"/relationer/?kommune={HOME}").content.decode()
    assert all(one.fact in page for one in cells)


@pytest.mark.parametrize(("ending", "begins"), [("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_the_picture_is_a_file_for_the_school_alone(school: School, ending: str, begins: bytes) -> None:
    address = f"/relationer/billede.{ending}?kommune={HOME}"
    client = signed_in("reader", school)
    answer = client.get(address)
    assert answer.status_code == 200 and answer.content.startswith(begins)
    if ending == "svg":
        root = ET.fromstring(answer.content)  # noqa: S314  (our own)
        assert "Ikast-Brande" in "".join(root.itertext())
        assert client.get(address).content == answer.content, "the same map is the same file"
    assert signed_in("reader", schools()[1]).get(f"{address}&skole={school.slug}").status_code == 403
    assert Client().get(address).status_code == 302


def test_an_empty_map_is_a_page_too() -> None:
    other = schools()[1]
    client = signed_in("reader", other)
    page = client.get("/relationer/").content.decode()
    assert "ingen kontakt kendt" in page and "<strong>0 af" in page
    assert client.get("/relationer/billede.svg").status_code == 200
    before = localdate() - timedelta(days=200)
    assert client.get(f"/relationer/?periode={half_of(before).code}&p=99&vis=svar").status_code == 200
    assert client.get("/relationer/?skole=eksempelskolen").status_code == 403
    assert client.get("/relationer/?skole=%00").status_code == 403
