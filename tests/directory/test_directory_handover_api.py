"""Handing a note over: what is taken in, once, sealed; who may deliver; and what the mailbox is told."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection
from django.test import Client, override_settings
from django.utils.timezone import localdate
from handing_over import NOTE, WORDS, everything_kept, handed, mails, order, post
from people import schools

from directory.handovers import sending, taking_in
from directory.handovers.environment import Handovers, handovers
from directory.handovers.keeping import renew_keys
from directory.handovers.models import Handover, HandoverCount
from directory.handovers.offering import offer
from directory.handovers.sealing import Unreadable, seal, unseal

# Made up for this test; used nowhere.
TOKEN = "hQ7cX2mQp9Lw4TzB8nYs6KdHf3JgA1eU"  # noqa: S105
OTHER = "bN5vT8zRk2Wy6HsD4gXa9PqLm3JcF7eU"
OUTSIDE = "192.0.2.7"


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_a_note_is_kept_sealed_and_counted_and_the_answer_says_nothing_of_it() -> None:
    answer = post(order())
    told = answer.json()
    one = Handover.objects.get()
    assert answer.status_code == 201 and answer.headers["Cache-Control"] == "no-store"
    assert told["reference"] == one.reference and len(one.reference) == 4
    assert told["to_role"] == {"id": "studievejleder", "name": "studievejleder"}
    assert "ikke sendt noget til kommunen" in told["message"] and "112" not in told["message"]
    assert unseal(one.sealed_note) == NOTE and one.state == "new"
    assert one.municipality is not None and one.municipality.code == "0756"
    kept = everything_kept()
    assert not [word for word in WORDS if word in kept or word in answer.content.decode()]
    counted = HandoverCount.objects.get()
    assert (counted.topic, counted.municipality, counted.step, counted.number) == ("hjemloeshed", "0756", "sent", 1)
    assert counted.month == localdate().replace(day=1)


def test_the_same_note_sent_twice_lands_once() -> None:
    with mails() as sent:
        first, second = post(order()), post(order())
    assert (first.status_code, second.status_code) == (201, 200) and first.json() == second.json()
    assert Handover.objects.count() == 1 and HandoverCount.objects.get().number == 1 and len(sent) == 1
    assert code(post(order(note="Noget andet"))) == (409, "other_content")


def test_two_that_come_at_once_are_one() -> None:
    found = offer(schools()[0])
    made = [taking_in._keep(schools()[0], found, taking_in._checked(order(), found)) for _ in range(2)]
    assert [is_new for _, _, is_new in made] == [True, False] and made[0][0] == made[1][0]
    with pytest.raises(taking_in.Refused):
        taking_in._keep(schools()[0], found, taking_in._checked(order(note="Noget andet"), found))
    assert Handover.objects.count() == 1 and HandoverCount.objects.get().number == 1


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"id": "kort"}, (400, "bad_handover")),
        ({"id": "æ" * 20}, (400, "bad_handover")),
        ({"id": None}, (400, "bad_handover")),
        ({"school": "findes-ikke"}, (404, "unknown_school")),
        ({"school": ["eksempelskolen"]}, (404, "unknown_school")),
        ({"to_role": "skoleleder"}, (409, "other_receiver")),
        ({"topics": ["findes_ikke"]}, (400, "bad_handover")),
        ({"topics": "ensomhed"}, (400, "bad_handover")),
        ({"topics": ["ensomhed", "ensomhed"]}, (400, "bad_handover")),
        ({"topics": [{}]}, (400, "bad_handover")),
        ({"municipality": "9999"}, (400, "bad_handover")),
        ({"municipality": "756"}, (400, "bad_handover")),
        ({"urgency": "meget"}, (400, "bad_handover")),
        ({"urgency": []}, (400, "bad_handover")),
        ({"next_date": "i morgen"}, (400, "bad_handover")),
        ({"next_date": "2020-01-01"}, (400, "bad_handover")),
        ({"note": " "}, (400, "bad_note")),
        ({"note": "x" * 8001}, (400, "bad_note")),
        ({"note": "a\0b"}, (400, "bad_note")),
        ({"note": "Eleven 010107-1234 er væk"}, (400, "persons_number")),
        ({"pupil": "x"}, (400, "bad_handover")),
    ],
)
def test_what_is_not_right_is_refused_in_danish_and_not_said_again(
    wrong: dict[str, Any], expected: tuple[int, str]
) -> None:
    answer = post(order(**wrong))
    assert code(answer) == expected and not Handover.objects.exists()
    assert "1234" not in answer.content.decode() and "findes_ikke" not in answer.content.decode()


@pytest.mark.parametrize("body", ["", "[]", "nej", '"x"', "[" * 5000, '{"id": 1}'])
def test_a_body_that_is_no_handover_is_refused(body: str) -> None:
    assert post(body).status_code == 400


def test_only_json_is_taken_so_that_no_form_of_another_site_can_post() -> None:
    assert code(Client().post("/api/handovers", {"school": "eksempelskolen"})) == (400, "bad_body")
    assert code(Client().delete("/api/handovers")) == (405, "bad_method")


def test_it_has_a_token_of_its_own() -> None:
    with override_settings(API_TOKEN=OTHER, HANDOVERS=Handovers(TOKEN, (OTHER,), 90)):
        for given in ({}, {"HTTP_AUTHORIZATION": f"Bearer {OTHER}"}):
            assert code(post(order(), Client(REMOTE_ADDR=OUTSIDE), **given)) == (401, "no_token")
        right: dict[str, Any] = {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}
        assert post(order(), Client(REMOTE_ADDR=OUTSIDE), **right).status_code == 201
        assert Client(REMOTE_ADDR=OUTSIDE).get("/api/schools", **right).status_code == 401, "it opens nothing else"


def test_a_school_without_a_mailbox_takes_none_and_says_so() -> None:
    mine = schools()[0]
    mine.mailboxes.filter(purpose="bekymring").delete()
    told = Client().get("/api/handovers", {"school": mine.slug}).json()
    assert told["takes"] is False and told["reason"] == "no_mailbox" and "postkasse" in told["message"]
    assert code(post(order())) == (409, "no_mailbox")


def test_who_gets_it_is_the_tovholder_of_the_approved_plan() -> None:
    told = Client().get("/api/handovers", {"school": "eksempelskolen"}).json()
    assert told["takes"] is True and told["to_role"]["id"] == "studievejleder" and told["message"] is None
    assert Client().get("/api/handovers", {"school": "x"}).status_code == 404
    assert Client().get("/api/handovers").status_code == 400


def test_in_production_without_mail_or_token_it_is_off() -> None:
    mine = schools()[0]
    mine.is_example = False
    mine.save()
    asked: dict[str, Any] = {"data": {"school": mine.slug}, "HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}
    with override_settings(PRODUCTION=True, API_ALWAYS_NEEDS_TOKEN=True, HANDOVERS=Handovers(TOKEN, (OTHER,), 90)):
        assert Client().get("/api/handovers", **asked).json()["reason"] == "not_open", "nobody would be told"
        with override_settings(EMAIL_HOST="mail.example"):
            assert Client().get("/api/handovers", **asked).json()["takes"] is True
    with override_settings(PRODUCTION=True, API_ALWAYS_NEEDS_TOKEN=True, HANDOVERS=Handovers("", (), 90)):
        assert Client().get("/api/handovers", **asked).status_code == 401


@pytest.mark.parametrize(
    ("urgency", "given", "days"),
    [("acute", None, 0), ("acute", 5, 0), ("urgent", 1, 0), ("check", None, 2), ("check", 1, 1), ("none", 1, 1)],
)
def test_what_hurries_is_never_put_off(urgency: str, given: int | None, days: int) -> None:
    next_date = (localdate() + timedelta(days=given)).isoformat() if given is not None else None
    # A topic whose own steps have a week.
    one = handed(topics=["stress"], urgency=urgency, next_date=next_date)
    assert one.next_date == localdate() + timedelta(days=days)


def test_the_mail_tells_that_it_hurries_and_nothing_of_what_it_is_about() -> None:
    with mails() as sent:
        answer = post(order(urgency="acute"))
    assert answer.json()["message"].startswith("Er nogen i fare nu, så ring 112") and answer.json()["mailed"] is True
    (letter,) = sent
    assert letter.to == ["bekymring@eksempelskolen.example"] and letter.subject.startswith("HASTER")
    assert letter.extra_headers["X-Priority"] == "1" and "ring 112" in letter.body
    whole = f"{letter.subject} {letter.body} {letter.alternatives[0][0]}"
    assert f"/indbakke/{Handover.objects.get().pk}/" in letter.body
    for word in (*WORDS, "bolig", "ensomhed", "Ikast", "0756"):
        assert word not in whole, word
    with mails() as sent:
        handed()
    assert not sent[0].subject.startswith("HASTER") and "X-Priority" not in sent[0].extra_headers


def test_a_mail_that_does_not_go_is_told_to_the_teacher_and_sent_when_it_comes_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Broken:
        def send_messages(self, messages: Any) -> int:
            raise OSError("away")

    with mails() as sent:
        monkeypatch.setattr(sending, "_connection", Broken)
        first = post(order()).json()
        monkeypatch.setattr(sending, "_connection", get_connection)
        second = post(order()).json()
    assert first["mailed"] is False and "Sig det selv" in first["message"]
    assert second["mailed"] is True and len(sent) == 1


def test_a_flood_is_stopped_for_that_school_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_in, "MOST_IN_AN_HOUR", 2)
    mine, other = schools()
    handed(), handed()
    answer = post(order(id="0123456789abcdef-x"))
    assert code(answer) == (429, "too_many") and "112" in answer.json()["error"]["message"]
    assert handed(other) and mine.handovers.count() == 2


def test_what_fails_inside_tells_neither_the_caller_nor_the_log_what_the_note_says(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(words: str) -> str:
        raise ValueError("scripted failure")

    monkeypatch.setattr(taking_in, "seal", fail)
    client = Client(raise_request_exception=False)
    with caplog.at_level("DEBUG"):
        answer = post(order(), client)
        post(order(topics=["campingvogn"])), post("campingvogn")
    assert code(answer) == (500, "failed") and caplog.records
    said = caplog.text + answer.content.decode()
    assert not [word for word in WORDS if word in said]


def test_references_are_easy_to_say_and_unlike_each_other() -> None:
    made = {taking_in._reference() for _ in range(300)}
    assert len(made) > 280
    for one in made:
        assert one[0].isalpha() and one[1].isdigit() and one[2].isalpha() and one[3].isdigit()
        assert not set(one) & set("IOQ01W")


def test_keys_are_renewed_and_the_old_one_can_then_be_thrown_away() -> None:
    with override_settings(HANDOVERS=Handovers("", (OTHER,), 90)):
        one = handed()
        sealed = one.sealed_note
    with override_settings(HANDOVERS=Handovers("", (TOKEN, OTHER), 90)):
        assert unseal(sealed) == NOTE and renew_keys() == (1, 0)
    one.refresh_from_db()
    with override_settings(HANDOVERS=Handovers("", (TOKEN,), 90)):
        assert unseal(one.sealed_note) == NOTE and renew_keys() == (1, 0)
        with pytest.raises(Unreadable):
            unseal(sealed)
    with override_settings(HANDOVERS=Handovers("", (OTHER,), 90)):
        assert renew_keys() == (0, 1), "told, and left as it is"


def test_two_seals_of_the_same_words_differ() -> None:
    assert seal("samme") != seal("samme") and unseal(seal("samme")) == "samme" and seal("") == ""


@pytest.mark.parametrize(
    "environ",
    [
        {"VEJVISER_HANDOVER_TOKEN": "kort"},
        {"VEJVISER_HANDOVER_TOKEN": OTHER},
        {"VEJVISER_HANDOVER_TOKEN": TOKEN},
        {"VEJVISER_HANDOVER_TOKEN": TOKEN, "VEJVISER_HANDOVER_KEY": TOKEN},
        {"VEJVISER_HANDOVER_TOKEN": TOKEN, "VEJVISER_HANDOVER_KEY": f"{OTHER},{TOKEN}"},
        {"VEJVISER_HANDOVER_DAYS": "0"},
        {"VEJVISER_HANDOVER_DAYS": "366"},
    ],
)
def test_unsafe_settings_stop_the_start(environ: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured, match="VEJVISER_HANDOVER"):
        handovers(environ, secret=OTHER, production=True)


def test_settings_that_are_right() -> None:
    key = TOKEN[::-1]
    given = {"VEJVISER_HANDOVER_TOKEN": TOKEN, "VEJVISER_HANDOVER_KEY": key, "VEJVISER_HANDOVER_DAYS": "30"}
    assert handovers(given, secret=OTHER, production=True) == Handovers(TOKEN, (key,), 30)
    assert handovers({}, secret=OTHER, production=True) == Handovers("", (), 90), "off in production"
    assert handovers({}, secret=OTHER, production=False).keys == (OTHER,), "on in development"


def test_the_last_days_follow_from_what_was_done() -> None:
    one, today = handed(), localdate()
    assert one.last_day == today + timedelta(days=180)
    one.touched = today + timedelta(days=300)
    assert one.last_day == today + timedelta(days=365), "however often somebody moves its date"
    one.closed = date(2026, 5, 1)
    assert one.last_day == date(2026, 7, 30)
