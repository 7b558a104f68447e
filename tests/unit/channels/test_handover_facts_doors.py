"""The facts that go with a note: codes alone, at both doors the same, and what the teacher is shown of them."""

from datetime import date
from typing import Any

import pytest

from actions.guidance.concern import Concern
from actions.guidance.facts import are_facts, concern_from, fact_names, facts_of
from actions.guidance.knowledge import Knowledge
from actions.guidance.load import load_knowledge
from actions.guidance.note import write_note
from actions.guidance.triage_rules import FLAGS
from bot.channels import handover_facts
from bot.channels.handover import codes

TOLD = Concern(
    topics=("stress",),
    danger="check",
    kinds=("vold_hjemme", "self"),
    safety_answered=True,
    age_group="under18",
    age=16,
    municipality="0756",
    tried=frozenset({"leader", "talked_pupil"}),
    tried_answered=True,
    expecting_child=True,
    about_self=True,
    heard=("sover i bilen",),
    messages=("hun sover i bilen bag tanken",),
)
GOOD = facts_of(TOLD)
FORGED: list[Any] = [
    {},
    [],
    "x",
    7,
    {**GOOD, "note": "hun sover i bilen"},
    {key: value for key, value in GOOD.items() if key != "kinds"},
    {**GOOD, "kinds": ["self"]},
    {**GOOD, "kinds": ["hun sover i bilen"]},
    {**GOOD, "kinds": "selvmord"},
    {**GOOD, "kinds": ["selvmord", "selvmord"]},
    {**GOOD, "kinds": [["selvmord"]]},
    {**GOOD, "tried": ["talte med mor"]},
    {**GOOD, "tried": None},
    {**GOOD, "age_group": "16"},
    {**GOOD, "age_group": 16},
    {**GOOD, "age_group": ["under18"]},
    {**GOOD, "help_here": "ja"},
    {**GOOD, "help_here": 1},
    {**GOOD, "safety_answered": None},
]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def test_only_codes_travel(knowledge: Knowledge) -> None:
    assert GOOD == {
        "kinds": ["vold_hjemme"],
        "age_group": "under18",
        "tried": ["leader", "talked_pupil"],
        "safety_answered": True,
        "tried_answered": True,
        "age_unknown": False,
        "municipality_unknown": False,
        "expecting_child": True,
        "pupil_is_parent": False,
        "help_here": False,
    }
    note = write_note(TOLD, knowledge, date(2026, 11, 23))["note"]["handover"]
    assert note["facts"] == GOOD and "bilen" not in str(note) and "16" not in str(note["facts"])


@pytest.mark.parametrize("forged", FORGED, ids=str)
def test_neither_door_takes_anything_else(knowledge: Knowledge, forged: Any) -> None:
    assert not are_facts(forged, knowledge) and not handover_facts.are_facts(forged)
    with pytest.raises(ValueError):
        codes({"urgency": "none", "topics": [], "facts": forged})


def test_both_doors_take_what_the_assistant_makes(knowledge: Knowledge) -> None:
    for facts in (
        GOOD,
        facts_of(Concern()),
        facts_of(Concern(kinds=tuple(knowledge.triage.kinds), age_group="over18")),
    ):
        assert are_facts(facts, knowledge) and handover_facts.are_facts(facts)
        assert codes({"urgency": "none", "topics": [], "facts": facts})["facts"] == facts
    assert "facts" not in codes({"urgency": "none", "topics": []}), "an older page has none"


def test_the_concern_comes_back_as_far_as_it_was_told(knowledge: Knowledge) -> None:
    back = concern_from(GOOD, TOLD.topics, "0756", "check")
    assert facts_of(back) == GOOD and (back.age, back.heard, back.messages, back.about_self) == (None, (), (), False)
    nothing = concern_from(None, (), None, "none")
    assert nothing == Concern()


def test_the_teacher_is_shown_every_fact_that_goes(knowledge: Knowledge) -> None:
    """Each fact that is not the usual nothing changes what she reads."""
    silent = facts_of(Concern())
    assert fact_names(silent, knowledge) == []
    changes: list[dict[str, Any]] = [{flag: True} for flag in FLAGS]
    changes += [{"age_group": group} for group in ("under18", "over18")]
    changes += [{"kinds": [kind]} for kind in knowledge.triage.kinds]
    changes += [{"tried": [code]} for code in knowledge.wording.get("tried")]
    told = [tuple(fact_names(silent | change, knowledge)) for change in changes]
    assert all(told) and len(set(told)) == len(changes)
    shown = ", ".join(fact_names(GOOD, knowledge))
    for words in ("under 18", "vold i hjemmet", "talt med eleven", "talt med leder", "venter barn", "om der er fare"):
        assert words in shown
