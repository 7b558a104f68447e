"""What a channel asks for and sends about a contact."""

import json
from typing import Any

import pytest
from django.test import Client, override_settings
from people import HOME
from tied import COUNSELLOR, SOCIAL, TEACHER

from directory.ties.models import Rating, UsedLink
from directory.ties.questions import QUALITIES

ID = "k3Jd82mQpZ7xWvT1"
TIE = {
    "id": ID,
    "school": "eksempelskolen",
    "municipality": HOME,
    "from_role": COUNSELLOR,
    "to_role": SOCIAL,
    "reached": True,
}
GOOD = TIE | dict.fromkeys(QUALITIES, 4)
TOKEN = "Jt5Wq9Zc2Vb7Nm4Xs8Lk3Hg6Fd1Ra0Py"  # noqa: S105


def send(body: Any, **headers: str) -> tuple[int, dict[str, Any]]:
    content = body if isinstance(body, str) else json.dumps(body)
    answer = Client().post("/api/ratings", content, content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def test_the_questions_are_given(api: Any) -> None:
    status, found = api("rating-items")
    assert status == 200 and found["reached"] == "Nåede du frem til nogen?"
    assert [item["id"] for item in found["items"]] == list(QUALITIES)
    assert [choice["value"] for choice in found["scale"]] == [1, 2, 3, 4, 5]


def test_an_answer_is_kept_once() -> None:
    assert send(GOOD) == (200, {"status": "kept"})
    assert send(GOOD | {"timely": 1}) == (200, {"status": "kept"})
    row = Rating.objects.get()
    assert (row.from_role.code, row.municipality and row.municipality.code, row.timely) == (COUNSELLOR, HOME, 4)
    assert UsedLink.objects.get().key != ID, "the channel's id is not kept as it came"


def test_who_reached_nobody_sends_no_scores_and_a_tie_inside_no_municipality() -> None:
    assert send(TIE | {"reached": False})[0] == 200
    assert send(GOOD | {"id": ID[::-1], "municipality": None, "to_role": TEACHER})[0] == 200
    assert Rating.objects.filter(reached=False).count() == Rating.objects.filter(municipality=None).count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("{", None),
        ([], None),
        (TIE, None),
        (GOOD | {"timely": 6}, "timely"),
        (GOOD | {"timely": "4"}, "timely"),
        (GOOD | {"timely": True}, "timely"),
        (GOOD | {"reached": False}, None),
        (GOOD | {"pupil": "x"}, None),
        (GOOD | {"id": "kort"}, "id"),
        (GOOD | {"id": "0102031234" + " " * 10}, "id"),
        (GOOD | {"municipality": 756}, "municipality"),
        (GOOD | {"school": "x" * 5000}, None),
    ],
)
def test_a_wrong_answer_is_refused_whole(body: Any, field: str | None) -> None:
    status, found = send(body)
    assert status == 400 and found["error"]["code"] == "bad_rating" and found["error"]["parameter"] == field
    assert not Rating.objects.exists() and not UsedLink.objects.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"school": "ingen"}, "unknown_school"),
        ({"municipality": "9999"}, "unknown_municipality"),
        ({"to_role": "ingen"}, "unknown_role"),
        ({"municipality": None}, "unknown_tie"),
    ],
)
def test_what_is_not_here_is_said(change: dict[str, Any], code: str) -> None:
    status, found = send(GOOD | change)
    assert status == 404 and found["error"]["code"] == code and not Rating.objects.exists()


def test_it_is_sent_and_not_read_as_a_form() -> None:
    client = Client()
    assert client.post("/api/ratings", GOOD).status_code == 400
    answer = client.get("/api/ratings")
    assert (
        answer.status_code == 405 and answer.headers["Allow"] == "POST" and "POST" in answer.json()["error"]["message"]
    )
    assert client.post("/api/rating-items").headers["Allow"] == "GET, HEAD"


@override_settings(API_TOKEN=TOKEN, API_ALWAYS_NEEDS_TOKEN=True)
def test_the_token_is_asked_for() -> None:
    assert send(GOOD)[0] == 401 and not Rating.objects.exists()
    assert send(GOOD, Authorization=f"Bearer {TOKEN}")[0] == 200
