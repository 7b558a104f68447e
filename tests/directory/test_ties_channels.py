"""What the channels send of a contact is what the directory keeps: every choice of theirs is a tie of ours."""

import itertools
import json
from typing import Any

from django.test import Client
from people import HOME

from bot.channels.rating import Questions, rating, whom
from directory.ties.models import Rating
from directory.ties.questions import QUALITIES

NUMBERS = itertools.count(10**15)


def asked(api: Any) -> Questions:
    """What a channel makes of the directory's own questions."""
    _, found = api("rating-items")
    items = tuple((item["id"], item["text"]) for item in found["items"])
    return Questions(found["reached"], items, tuple((one["value"], one["text"]) for one in found["scale"]))


def sent(body: dict[str, Any]) -> int:
    return Client().post("/api/ratings", json.dumps(body), content_type="application/json").status_code


def test_every_role_that_can_be_chosen_is_kept_for_teacher_and_counsellor(api: Any) -> None:
    questions = asked(api)
    for role, own in itertools.product(whom(), ("underviser", "studievejleder")):
        if role.id == own:
            continue
        for reached in (True, False):
            given = {"id": str(next(NUMBERS)), "to_role": role.id, "municipality": HOME, "reached": reached}
            body = rating({**given, **dict.fromkeys(QUALITIES, "4")}, questions, "eksempelskolen", own)
            assert sent(body) == 200, (role, own, reached)
    kept = Rating.objects.all()
    assert kept.count() == 2 * (2 * len(whom()) - 1)
    assert {one.from_role.code for one in kept} == {"underviser", "studievejleder"}
    assert not [one for one in kept if one.reached is (one.timely is None)]


def test_what_is_kept_has_no_day_and_no_id_of_the_channels(api: Any) -> None:
    body = rating({"id": "k3Jd82mQpZ7xWvT1", "to_role": "mentor", "reached": False}, asked(api), "eksempelskolen")
    assert sent(body) == 200 and sent(body) == 200
    row = Rating.objects.get()
    assert row.month.day == 1 and row.municipality is None
    assert "k3Jd82mQpZ7xWvT1" not in str(Rating.objects.values())
