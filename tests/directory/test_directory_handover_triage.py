"""The first triage in the inbox: by the rule, with the directory's own contacts, asking only what is missing."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from django.utils.timezone import localdate
from handing_over import everything_kept, handed, mails, order, post
from people import own, schools, signed_in

from actions.guidance.concern import Concern
from actions.guidance.facts import facts_of
from directory.handovers import asking, triage
from directory.handovers.environment import Handovers, chat_address
from directory.handovers.keeping import forget_expired, renew_keys
from directory.handovers.models import Handover
from directory.handovers.sealing import seal, unseal
from directory.resources.models import Phone
from directory.schools.models import School

DAY = timedelta(days=1)
# A teacher who has answered all that she was asked.
FACTS = facts_of(
    Concern(
        age_group="under18",
        safety_answered=True,
        tried=frozenset({"talked_pupil"}),
        tried_answered=True,
        kinds=("omsorgssvigt",),
    )
)
CALM = {"topics": ["stress"], "facts": FACTS}
KEY = "mK8vT3zRk2Wy6HsD4gXa9PqLm5JcF7eQ"


@pytest.fixture
def mine() -> School:
    school: School = schools()[0]
    return school


def page(one: Handover, school: School) -> str:
    return str(signed_in("editor", school).get(f"/indbakke/{one.pk}/").content.decode())


def answer(one: Handover, school: School, **given: Any) -> Any:
    return signed_in("editor", school).post(f"/indbakke/{one.pk}/mangler/", given, follow=True)


def test_the_facts_are_kept_sealed_and_go_with_the_note(mine: School) -> None:
    one = handed(**CALM)
    assert json.loads(unseal(one.sealed_facts)) == FACTS
    kept = everything_kept()
    for word in ("under18", "talked_pupil", "omsorgssvigt"):
        assert f'"{word}"' not in kept
    one.closed, one.state = localdate() - 91 * DAY, "closed"
    one.save()
    assert forget_expired() == 1 and one.sealed_facts not in everything_kept()


def test_a_renewed_key_seals_the_facts_too(mine: School) -> None:
    one = handed(**CALM)
    old = settings.HANDOVERS
    with override_settings(HANDOVERS=Handovers("", (KEY, *old.keys), 90)):
        assert renew_keys() == (1, 0)
    one.refresh_from_db()
    with override_settings(HANDOVERS=Handovers("", (KEY,), 90)):
        assert triage.facts_in(one) == FACTS
    assert triage.facts_in(one) == {}, "what no key opens is not known, and the page still stands"
    assert "Førstevurdering" in page(one, mine)


@pytest.mark.parametrize(
    "forged",
    [{}, "x", [], {**FACTS, "name": "Ida"}, {**FACTS, "age_group": "16"}, {**FACTS, "tried": ["ringede til mor"]}],
    ids=str,
)
def test_forged_facts_are_refused_and_nothing_is_kept(forged: Any) -> None:
    told = post(order(facts=forged))
    assert (told.status_code, told.json()["error"]["code"], told.json()["error"]["parameter"]) == (
        400,
        "bad_handover",
        "facts",
    )
    assert not Handover.objects.exists()


def test_a_note_without_facts_says_what_is_missing(mine: School) -> None:
    shown = page(handed(topics=["stress"], municipality=None), mine)
    assert "◆</span> Gul: se på det snart" in shown and "Ingen har svaret på, om der er fare" in shown
    for title in ("Om der er fare", "Om eleven er over eller under 18", "Elevens hjemkommune", "Hvad der er prøvet"):
        assert title in shown
    assert "Hvad læreren har set" not in shown, "the topic is known"
    assert "<dt>Fare</dt><dd>Ingen har svaret</dd>" in shown
    assert "Den siger intet om eleven." in shown


def test_with_facts_nothing_is_asked_again(mine: School) -> None:
    shown = page(handed(**CALM), mine)
    assert "<dt>Fare</dt><dd>Nej</dd>" in shown
    assert "Grøn: følg planens frister" in shown and "Det mangler" not in shown and "mangler/" not in shown


def test_the_colour_is_a_word_and_a_shape_in_the_list_and_the_earliest_day_is_first(mine: School) -> None:
    calm, today, danger = handed(**CALM), handed(topics=["hjemloeshed"], facts=FACTS), handed(**CALM, urgency="acute")
    listed = signed_in("editor", mine).get("/indbakke/").content.decode()
    places = [listed.index(f"Note {one.reference}") for one in (danger, today, calm)]
    assert places == sorted(places)
    assert listed.count("▲</span> Rød: haster i dag") == 2 and listed.count("●</span> Grøn") == 1
    assert today.next_date == localdate() < calm.next_date


def test_the_mail_asks_for_the_day_that_the_plan_asks_for() -> None:
    with mails() as sent:
        handed(topics=["hjemloeshed"]), handed(topics=["stress"])
    assert "Læs den i dag." in sent[0].body and "Læs den inden en uge." in sent[1].body


def test_an_agreed_day_takes_the_place_of_the_plans(mine: School) -> None:
    one, client = handed(topics=["hjemloeshed"], facts=FACTS), signed_in("editor", mine)
    day = localdate() + 10 * DAY
    client.post(f"/indbakke/{one.pk}/skridt/", {"step": "Møde med kommunen", "day": day.isoformat()})
    assert "Grøn:" in page(one, mine)


def test_all_steps_stand_there_with_who_does_them_and_the_source(mine: School) -> None:
    one = handed(topics=["rusmidler", "fravaer", "praktikplads", "angst_depression", "oekonomi"], facts=FACTS)
    sections = {section["heading"]: section["items"] for section in triage.steps(one)}
    assert len(sections["Først på skolen"]) > 3
    assert len(max(sections.values(), key=len)) > 4, "no section is cut off"
    assert all(item["source"]["text"] for items in sections.values() for item in items if item["source"])
    shown = page(one, mine)
    assert "Alle skridt, og hvem der kan hjælpe" in shown and "Kilde: " in shown
    assert "Gå til studievejlederen" not in shown


def test_a_contact_is_shown_as_confirmed_only_when_it_is(mine: School) -> None:
    one = handed(topics=["rusmidler"], facts=FACTS)
    assert "12 34 56 78" not in page(one, mine)
    row = own(mine, "kommunal_rus", number="12 34 56 78")
    assert "12 34 56 78" not in page(one, mine), "nobody has confirmed it"
    row.verifications.create(assurer="studievejleder", assured_date=localdate())
    assert 'href="tel:12345678"' in page(one, mine), "it is fetched anew each time"
    Phone.objects.filter(service=row).delete()
    assert "12 34 56 78" not in page(one, mine)


def test_what_is_answered_is_sealed_logged_and_asked_no_more(mine: School) -> None:
    one = handed(topics=["stress"], municipality=None)
    told = answer(one, mine, safety="none", age_group="over18", municipality="0657", tried=["leader", "nothing"])
    assert "Dit svar er gemt" in told.content.decode() and "Det mangler" not in told.content.decode()
    one.refresh_from_db()
    concern = triage.concern_of(one)
    assert (concern.municipality, concern.age_group, concern.tried) == ("0657", "over18", frozenset({"leader"}))
    assert one.municipality is None, "what is counted stays what the teacher sent"
    assert '"over18"' not in everything_kept()
    assert LogEntry.objects.filter(change_message="Svaret på det, der manglede.").count() == 1
    assert "Herning" in page(one, mine)
    assert any(not role.is_inside for role in asking.whom_to_ask_about(one)), "a contact there can be rated"
    answer(one, mine, age_group="under18")
    one.refresh_from_db()
    assert triage.concern_of(one).age_group == "over18", "what is known is not asked, and not taken"


def test_danger_now_is_answered_with_112_first(mine: School) -> None:
    one = handed(topics=["stress"])
    shown = answer(one, mine, safety="acute").content.decode()
    first = shown[shown.index("<main") :]
    assert "ring 112 først" in first.split("</li>")[0]
    one.refresh_from_db()
    assert (one.urgency, one.next_date) == ("acute", localdate())
    assert "Rød: haster i dag" in shown and 'href="tel:112"' in shown


def test_a_doubt_is_cleared_up_by_the_counsellor(mine: School) -> None:
    one = handed(**CALM, urgency="check")
    assert "Der er tvivl, om der er fare" in page(one, mine)
    answer(one, mine, safety="none")
    one.refresh_from_db()
    assert one.urgency == "none" and "Om der er fare" not in page(one, mine)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"age_group": "17"},
        {"municipality": "9999"},
        {"tried": ["ringede til mor"]},
        {"safety": "check"},
        {"note": "x"},
    ],
    ids=str,
)
def test_what_is_no_answer_changes_nothing(mine: School, given: dict[str, Any]) -> None:
    one = handed(topics=["stress"], municipality=None)
    told = signed_in("editor", mine).post(f"/indbakke/{one.pk}/mangler/", given)
    assert told.status_code == 422 and "error-text" in told.content.decode()
    before = one.sealed_facts, one.urgency
    one.refresh_from_db()
    assert (one.sealed_facts, one.urgency) == before


def test_only_the_schools_own_counsellors_answer(mine: School) -> None:
    one = handed(topics=["stress"])
    for client in (signed_in("reader", mine), signed_in("approver", schools()[1]), signed_in("administrator")):
        assert client.post(f"/indbakke/{one.pk}/mangler/", {"age_group": "under18"}).status_code == 404
    one.refresh_from_db()
    assert one.sealed_facts == ""


def test_a_closed_note_has_no_triage_and_takes_no_answer(mine: School) -> None:
    one = handed(topics=["stress"])
    signed_in("editor", mine).post(f"/indbakke/{one.pk}/afslut/", {"ending": "less"})
    assert "Førstevurdering" not in page(one, mine)
    assert signed_in("editor", mine).post(f"/indbakke/{one.pk}/mangler/", {"age_group": "under18"}).status_code == 422


def test_the_inbox_leads_to_the_same_conversation_in_the_chat(mine: School) -> None:
    with override_settings(CHAT_URL="https://chat.example"):
        listed = signed_in("editor", mine).get("/indbakke/").content.decode()
    assert 'href="https://chat.example/chat/?skole=eksempelskolen&amp;rolle=studievejleder"' in listed
    with override_settings(CHAT_URL=""):
        assert "rolle=" not in signed_in("editor", mine).get("/indbakke/").content.decode()


@pytest.mark.parametrize(
    ("environ", "production", "address"),
    [
        ({}, False, "http://127.0.0.1:5005"),
        ({"VEJVISER_PORT": "5105"}, False, "http://127.0.0.1:5105"),
        ({}, True, ""),
        ({"VEJVISER_PUBLIC_URL": "https://vejviser.skole.example/"}, True, "https://vejviser.skole.example"),
    ],
)
def test_where_the_chat_is(environ: dict[str, str], production: bool, address: str) -> None:
    assert chat_address(environ, production=production) == address


@pytest.mark.parametrize("wrong", ["http://skole.example", "javascript:y()", 'https://x"><script>', "https://x y"])
def test_an_address_that_is_none_stops_the_start(wrong: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="VEJVISER_PUBLIC_URL"):
        chat_address({"VEJVISER_PUBLIC_URL": wrong}, production=True)


def test_a_topic_that_is_no_more_does_not_break_the_page(mine: School) -> None:
    one = handed(topics=["stress"])
    one.topics, one.sealed_facts = ["afskaffet"], seal(json.dumps({"topics": ["ogsaa_vaek"]}))
    one.save()
    assert "Førstevurdering" in page(one, mine)
