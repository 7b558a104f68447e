"""The digest names what is due, crisis numbers first, for those who can put it right, and nothing else."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from digest_rows import TODAY, new_school, own
from django.contrib.auth import get_user_model
from django.test import Client

from directory.digest.due import Due, Line, for_administrator, for_school
from directory.digest.letter import MOST_LINES, letter
from directory.resources.models import Municipality, Organization, Phone, Service, Verification
from directory.schools.models import ApprovedPlan, OnsiteTeam, Plan

DIGEST = Path(__file__).resolve().parents[2] / "directory" / "digest"


def found(due: Due) -> dict[str, list[str]]:
    """The sections that hold something, with the names in them."""
    return {section: [line.title for line in lines] for section, lines in due.lines.items() if lines}


def test_a_school_with_nothing_to_look_at_has_nothing_due() -> None:
    school = new_school()
    own(school, assured=TODAY)
    assert for_school(school, TODAY).count == 0


@pytest.mark.parametrize(
    ("assured", "section", "says"),
    [
        (date(2026, 5, 23), None, ""),
        (date(2026, 5, 22), "ageing", "Sidst bekræftet 22. maj 2026. Gælder til og med 22. maj 2027."),
        (date(2025, 12, 23), "ageing", "Sidst bekræftet 23. december 2025."),
        (date(2025, 12, 22), "expiring", "Gælder til og med 22. december 2026."),
        (date(2025, 11, 22), "expiring", "Gælder til og med 22. november 2026."),
        (date(2025, 11, 21), "expired", "Gjaldt til og med 21. november 2026."),
    ],
)
def test_an_own_row_is_due_by_its_age(assured: date, section: str | None, says: str) -> None:
    school = new_school()
    row = own(school, assured=assured)
    due = for_school(school, TODAY)
    assert found(due) == ({section: [row.name]} if section else {})
    assert says in "".join(line.why for lines in due.lines.values() for line in lines)


@pytest.mark.parametrize(("days", "due"), [(19, False), (20, True), (30, True), (31, True)])
def test_a_crisis_number_is_due_ten_days_before_it_runs_out(days: int, due: bool) -> None:
    school = new_school()
    row = own(school, "social_doegnvagt", assured=TODAY - timedelta(days=days))
    assert row.is_crisis
    assert found(for_school(school, TODAY)) == ({"crisis": [row.name]} if due else {})


def test_a_shorter_time_that_a_person_set_is_minded() -> None:
    school = new_school()
    row = own(school)
    Verification.objects.create(service=row, assurer="leder", assured_date=TODAY, valid_to=TODAY + timedelta(days=30))
    assert found(for_school(school, TODAY)) == {"expiring": [row.name]}
    assert found(for_school(school, TODAY - timedelta(days=1))) == {}


def test_what_was_changed_or_found_wrong_is_due() -> None:
    school = new_school()
    changed, wrong = own(school, assured=TODAY), own(school, "ppr", assured=TODAY)
    changed.phones.update(number="99 61 00 00")
    Verification.objects.create(service=wrong, assurer="leder", assured_date=TODAY, result="rejected")
    due = for_school(school, TODAY)
    assert found(due) == {"expired": [changed.name, wrong.name]}
    assert [line.why for line in due.lines["expired"]] == [
        "Er ændret, siden den blev bekræftet.",
        "Nogen har fundet, at den ikke passer.",
    ]


def test_missing_is_told_for_the_municipalities_that_the_pupils_come_from() -> None:
    school = new_school()
    Service.objects.get(school=school, key="ssp").delete()
    own(school, "ppr")
    assert found(for_school(school, TODAY)) == {
        "missing": ["SSP i Ikast-Brande", "PPR (Pædagogisk Psykologisk Rådgivning) i Ikast-Brande"]
    }
    school.pupil_municipalities.set([Municipality.objects.get(code="0851")])
    due = for_school(school, TODAY)
    assert due.lines["crisis"][0].title == "Social døgnvagt i Aalborg", "a crisis number that is missing comes first"
    assert all(title.endswith(" i Aalborg") for title in found(due)["missing"][:-1])
    assert found(due)["missing"][-1] == "PPR (Pædagogisk Psykologisk Rådgivning) i Ikast-Brande Kommune"


def test_a_shared_row_that_ran_out_is_the_administrators_and_missing_for_the_school() -> None:
    school = new_school()
    Service.objects.get(school=school, key="ssp").delete()
    shared = Service.objects.get(school=None, key="ssp", organization__municipality__code="0756")
    Phone.objects.create(service=shared, number="99 60 00 00")
    Verification.objects.create(service=shared, assurer="administrator", assured_date=date(2025, 6, 1))
    due = for_school(school, TODAY)
    assert found(due) == {"missing": ["SSP i Ikast-Brande"]}
    assert due.lines["missing"][0].why == "Fælles kontakt. Den gjaldt til og med 1. juni 2026."
    assert shared.name in found(for_administrator(TODAY))["expired"]
    Verification.objects.create(service=shared, assurer="administrator", assured_date=date(2026, 4, 1))
    assert found(for_school(school, TODAY)) == {}, "an ageing shared row is still a contact"
    assert found(for_administrator(TODAY))["ageing"] == [shared.name]


def test_a_school_hears_nothing_of_another_schools_rows() -> None:
    mine, other = new_school(), new_school("naboskolen")
    own(other, assured=date(2025, 1, 1), name="Naboens egen SSP")
    assert for_school(mine, TODAY).count == 0
    assert "Naboens egen SSP" not in str(for_administrator(TODAY))
    assert found(for_school(other, TODAY)) == {"expired": ["Naboens egen SSP"]}


def test_the_administrator_hears_of_every_crisis_number_that_can_be_tried_and_of_switchboards() -> None:
    due = for_administrator(TODAY)
    assert set(found(due)) == {"crisis"}
    assert {"Livslinien", "Giftlinjen", "Lev Uden Vold"} <= set(found(due)["crisis"])
    assert not [title for title in found(due)["crisis"] if "112" in title or "114" in title]
    assert "Social døgnvagt" not in str(due), "nobody has written a number down yet, so there is nothing to try"
    organization = Organization.objects.get(name="Københavns Kommune")
    organization.phones.update(published=True)
    Verification.objects.create(organization=organization, assurer="reception", assured_date=date(2025, 1, 1))
    Verification.objects.create(
        service=Service.objects.get(key="livslinien"), assurer="administrator", assured_date=TODAY
    )
    due = for_administrator(TODAY)
    assert found(due)["expired"] == ["Københavns Kommune"]
    assert "Livslinien" not in found(due)["crisis"]


@pytest.mark.parametrize(
    ("approved", "says"),
    [
        (date(2026, 11, 1), None),
        (date(2025, 12, 23), None),
        (date(2025, 12, 22), "Skal godkendes igen senest 22. december 2026."),
        (date(2025, 11, 21), "Det er over et år siden."),
        (None, "Planen er ikke godkendt."),
    ],
)
def test_a_plan_is_due_a_month_before_its_approval_is_a_year_old(approved: date | None, says: str | None) -> None:
    school = new_school()
    example = Plan.objects.get(school__slug="eksempelskolen")
    roles = {name: getattr(example, name) for name in ("owner_role", "tovholder_role", "tovholder_deputy_role")}
    plan = Plan.objects.create(school=school, **roles)
    if approved:
        ApprovedPlan.objects.create(plan=plan, version=1, approved=date(2020, 1, 1), content={})
        ApprovedPlan.objects.create(plan=plan, version=2, approved=approved, content={})
    lines = for_school(school, TODAY).lines["plan"]
    assert len(lines) == bool(says)
    assert says is None or says in lines[0].why


def test_a_team_whose_hours_run_out_is_due() -> None:
    school = new_school()
    team = OnsiteTeam.objects.create(school=school, name="Elevtjenesten", valid_to=date(2026, 12, 23))
    assert for_school(school, TODAY).count == 0
    for day, says in ((date(2026, 12, 22), "Tiderne gælder"), (date(2026, 11, 21), "Teamet vises ikke.")):
        OnsiteTeam.objects.filter(pk=team.pk).update(valid_to=day)
        line = for_school(school, TODAY).lines["plan"][0]
        assert line.title == "Teamet Elevtjenesten" and says in line.why


def test_every_line_leads_to_a_page_that_opens() -> None:
    school = new_school()
    own(school, assured=date(2025, 1, 1))
    OnsiteTeam.objects.create(school=school, name="Elevtjenesten", valid_to=TODAY)
    Plan.objects.create(school=school, **{name: Plan.objects.get().owner_role for name in
                        ("owner_role", "tovholder_role", "tovholder_deputy_role")})  # fmt: skip
    school.pupil_municipalities.set(Municipality.objects.filter(code__in=("0756", "0851")))
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("drift"))
    due = for_school(school, TODAY)
    assert {"expired", "crisis", "plan", "missing"} <= set(found(due))
    paths = {lines[0].path for lines in due.lines.values() if lines}
    for path in {*paths, due.overview, due.lines["plan"][1].path, for_administrator(TODAY).overview}:
        assert client.get(path).status_code == 200, path


def test_the_mail_has_crisis_numbers_first_and_says_the_same_in_text_and_html() -> None:
    school = new_school()
    own(school, assured=date(2025, 1, 1), name='SSP & <b>"Gaden"</b>')
    own(school, "social_doegnvagt", assured=date(2025, 1, 1))
    made = letter("Skolen\r\nBcc: alle@example.org", for_school(school, TODAY), "https://register.example")
    assert made.subject == "Vejviser: 2 punkter at se efter, Skolen Bcc: alle@example.org", "a name adds no header"
    assert made.text.index("KRISENUMRE") < made.text.index("UDLØBET")
    assert made.html.index("Krisenumre") < made.html.index("Udløbet")
    assert '- SSP & <b>"Gaden"</b>\n' in made.text
    assert "SSP &amp; &lt;b&gt;&quot;Gaden&quot;&lt;/b&gt;" in made.html and "<b>" not in made.html
    for link in re.findall(r"https://\S+", made.text):
        assert link.startswith("https://register.example/admin/") and f'href="{link}"' in made.html


def test_a_long_list_is_cut_and_counted() -> None:
    due = Due(overview="/admin/daekning/?skole=x")
    due.lines["missing"] = [Line(f"Nummer {number}", "Mangler.", "/admin/") for number in range(MOST_LINES + 5)]
    made = letter("Skolen", due, "https://register.example")
    assert made.count == MOST_LINES + 5 and f"{MOST_LINES + 5} punkter" in made.subject
    for text in (made.text, made.html):
        assert "Og 5 mere." in text and "https://register.example/admin/daekning/?skole=x" in text
        assert f"Nummer {MOST_LINES - 1}" in text and f"Nummer {MOST_LINES}" not in text


def test_sentences_are_short() -> None:
    texts = list(yaml.safe_load((DIGEST / "messages.yml").read_text("utf-8")).values())
    written = (DIGEST / "templates/digest/letter.txt").read_text("utf-8")
    texts += re.sub(r"\{[{%].*?[}%]\}", " ", written).splitlines()
    long = [
        one for text in texts for one in re.split(r"(?<=[.!?:])\s+", text) if len(re.findall(r"[^\W_][\w-]*", one)) > 15
    ]
    assert len(texts) > 40 and not long
