"""The same plan, said to whoever a teacher has told of a pupil: who she is, and what is then said differently."""

from datetime import datetime
from typing import Any

import pytest
import yaml
from guidance_events import asked, said

from actions.guidance.answer import answer
from actions.guidance.concern import Concern
from actions.guidance.conversation import fold, open_questions
from actions.guidance.knowledge import Knowledge
from actions.guidance.load import FOLDER
from actions.guidance.note import write_note
from actions.guidance.opening import opening
from actions.guidance.plan import plan
from actions.guidance.told_to import concern_told, told_to

MONDAY = datetime(2026, 11, 23, 10, 0)
# All that the conversation asks for.
KNOWN: dict[str, Any] = {
    "topics": ("angst_depression",),
    "safety_answered": True,
    "age_group": "under18",
    "municipality": "0756",
    "tried_answered": True,
}


def say(knowledge: Knowledge, school_plan: Any = None, role: str | None = "studievejleder", **known: Any) -> Any:
    concern = Concern(**{**KNOWN, "told_to": role, **known})
    hours = opening(MONDAY, knowledge.hours)
    decided = plan(concern, school_plan, [], knowledge, MONDAY.date(), None, hours, whole=role is not None)
    return answer(decided, knowledge)


def part(shown: Any, name: str) -> list[dict[str, Any]]:
    return next((section["items"] for section in shown["sections"] if section["id"] == name), [])


def from_page(text: str, role: str = "studievejleder") -> dict[str, Any]:
    return {**said(text), "metadata": {"school": "eksempelskolen", "role": role}}


@pytest.mark.parametrize(
    "text",
    [
        "Jeg er studievejleder og har fået fortalt om en elev",
        "hej, jeg er vejlederen her på skolen",
        "jeg er skolens studievejleder",
        "Jeg  arbejder som elevvejleder",
        "Som studievejleder har jeg hørt om en pige på 17",
    ],
)
def test_she_says_who_she_is(knowledge: Knowledge, text: str) -> None:
    assert told_to([said(text), said("han er 17")], knowledge) == "studievejleder"


@pytest.mark.parametrize(
    "text",
    [
        "jeg har talt med studievejlederen",
        "jeg er gået til vejlederen",
        "jeg er ikke studievejleder",
        "jeg er studievejlederens kollega",
        "er du studievejleder?",
        "jeg er faglærer, og studievejlederen er med",
        "jeg er praktikvejleder i en virksomhed",
        "jeg er studievejledningen taknemlig",
        "",
    ],
)
def test_a_teacher_who_names_the_counsellor_stays_a_teacher(knowledge: Knowledge, text: str) -> None:
    assert told_to([said(text)], knowledge) is None


def test_the_page_tells_and_her_own_words_go_before_it(knowledge: Knowledge) -> None:
    assert told_to([from_page("en elev er ked af det")], knowledge) == "studievejleder"
    assert told_to([from_page("jeg er trivselsvejleder")], knowledge) == "trivselsvejleder"
    assert told_to([from_page("jeg er elevens faglærer")], knowledge) is None


@pytest.mark.parametrize("forged", ["skoleleder", "underviser", "", None, 7, ["studievejleder"], {"a": 1}])
def test_a_role_that_nobody_is_told_in_is_none(knowledge: Knowledge, forged: Any) -> None:
    assert told_to([from_page("en elev", forged)], knowledge) is None


def test_she_is_the_same_for_the_next_pupil_and_nobody_in_a_new_session(knowledge: Knowledge) -> None:
    first = said("jeg er studievejleder")
    assert told_to([first, said("start forfra", "restart"), said("en anden elev")], knowledge) == "studievejleder"
    assert told_to([first, {"event": "session_started"}, said("en elev")], knowledge) is None


def test_that_she_says_who_she_is_tells_nothing_of_the_pupil(knowledge: Knowledge) -> None:
    """The words name a counsellor; that is not that the teacher has been to one, and no sign for the note."""
    hello = said("Jeg er studievejleder", tried=["counsellor"])
    events = [hello, said("en lærer har fortalt om en elev, der ryger hash", topics=["rusmidler"])]
    known = concern_told(events, knowledge)
    assert "tried" in open_questions(known) and "tried" not in open_questions(fold(events))
    assert known.messages == ("en lærer har fortalt om en elev, der ryger hash",)
    assert known.topics == ("rusmidler",) and known.told_to == "studievejleder"


def test_a_danger_in_the_same_words_is_kept(knowledge: Knowledge) -> None:
    events = [said("jeg er studievejleder, en elev vil dø", danger="urgent", kinds=["selvmord"])]
    assert concern_told(events, knowledge).danger == "urgent"
    yes = [said("jeg er studievejleder"), asked("safety"), said("ja", "affirm")]
    assert concern_told(yes, knowledge).acute_now


def test_for_a_teacher_nothing_is_different(knowledge: Knowledge, school_plan: Any) -> None:
    events = [said("en elev ryger hash", topics=["rusmidler"])]
    assert concern_told(events, knowledge) == fold(events)
    ids = [section["id"] for section in say(knowledge, school_plan, role=None)["sections"]]
    assert "triage" not in ids and "missing" not in ids and ids[0] == "school"


def test_the_first_triage_comes_first_in_words(knowledge: Knowledge) -> None:
    shown = say(knowledge)
    assert shown["sections"][0]["id"] == "triage"
    (seen,) = part(shown, "triage")
    assert "Grøn" in seen["title"] and "Følg planens frister" in seen["title"]
    assert "ikke fortalt om fare" in seen["text"]
    # Three days from a Monday.
    assert seen["details"][0] == "Senest: torsdag den 26. november 2026"
    assert "intet om eleven" in seen["details"][1]
    assert not part(shown, "missing"), "nothing is asked again"
    assert "til dig, der er studievejleder" in shown["text"]


def test_danger_of_today_is_red_and_is_said_before_all_else(knowledge: Knowledge) -> None:
    shown = say(knowledge, danger="urgent", kinds=("selvmord",))
    assert shown["text"].startswith("Det her skal I gøre noget ved i dag.")
    (seen,) = part(shown, "triage")
    assert "Rød" in seen["title"] and seen["details"][0] == "Senest: i dag"


def test_danger_now_stands_before_the_triage(knowledge: Knowledge, school_plan: Any) -> None:
    shown = say(knowledge, school_plan, danger="acute", kinds=("selvmord",))
    assert [section["id"] for section in shown["sections"]][:2] == ["acute", "triage"]
    assert shown["text"].startswith("Ring 112") and "studievejleder" not in shown["text"]
    stay = next(step for step in part(shown, "acute") if step["text"].startswith("Bliv hos eleven"))
    assert stay["owner"] == "Du selv", "whoever is there stays"


def test_what_is_missing_is_what_to_ask_the_teacher_for(knowledge: Knowledge) -> None:
    """She was asked and did not know; the teacher may."""
    shown = say(knowledge, age_group="unknown", age_unknown=True, municipality=None, municipality_unknown=True)
    assert [section["id"] for section in shown["sections"]][:2] == ["triage", "missing"]
    asks = {one["title"]: one["text"] for one in part(shown, "missing")}
    assert set(asks) == {"Om eleven er over eller under 18", "Elevens hjemkommune"}
    assert not any("ved det ikke" in text for text in asks.values())


def test_steps_are_hers_or_said_to_the_teacher(knowledge: Knowledge, school_plan: Any) -> None:
    school_plan["plan"]["steps"].append(
        {"trigger": "concern", "role": "studievejleder", "deputy_role": None, "within": "Inden 1 uge", "order": 9,
         "text": "Tag bekymringen op i teamet."}
    )  # fmt: skip
    steps = part(say(knowledge, school_plan), "school")
    by_text = {step["text"]: (step["owner"], step["title"]) for step in steps}
    assert by_text["Tag bekymringen op i teamet."] == ("Du selv", "Du selv")
    assert ("Læreren", "Sig til læreren") in by_text.values()
    assert not any(text.startswith("Del din bekymring") for text in by_text), "it has been shared with her"
    hers = next(step for step in steps if step["owner"] == "Du selv")
    assert not any("A12" in line for line in hers["details"]), "she knows where she sits"
    teachers = part(say(knowledge, school_plan, role=None), "school")
    assert any(step["text"].startswith("Del din bekymring") for step in teachers)


def test_the_leader_gets_to_know_through_her(knowledge: Knowledge, school_plan: Any) -> None:
    school_plan["plan"]["steps"][3]["text"] = "Gå til lederen eller studievejlederen i dag."
    steps = part(say(knowledge, school_plan, topics=("stress",), danger="urgent"), "school")
    first = next(step for step in steps if "leder ved det" in step["text"])
    assert first["owner"] == "Du selv"
    assert not any("eller studievejlederen" in step["text"] for step in steps)


def test_a_leader_who_keeps_the_thread_is_not_sent_to_herself(knowledge: Knowledge, school_plan: Any) -> None:
    """A school may have made its leader tovholder; then the notes are hers."""
    steps = part(say(knowledge, school_plan, role="skoleleder", topics=("stress",), danger="urgent"), "school")
    assert steps and not any("Gå til lederen" in step["text"] or "leder ved det" in step["text"] for step in steps)


@pytest.mark.parametrize("topic", yaml.safe_load((FOLDER / "labels.yml").read_text("utf-8"))["topics"])
def test_no_topic_sends_her_to_herself(knowledge: Knowledge, topic: dict[str, Any]) -> None:
    for danger in ("none", "check", "urgent"):
        steps = part(say(knowledge, topics=(topic["code"],), danger=danger), "school")
        assert steps
        assert not any(step["owner"] == "Studievejleder" or "til studievejleder" in step["text"] for step in steps)


def test_the_note_says_that_the_teacher_told_it(knowledge: Knowledge) -> None:
    concern = Concern(**KNOWN, told_to="studievejleder", messages=("hun er tit væk",))
    told = write_note(concern, knowledge, MONDAY.date())["note"]["text"]
    assert "Det har læreren fortalt:\n- hun er tit væk" in told and "Det har jeg set" not in told


def test_she_is_tovholder_when_the_role_is_hers(knowledge: Knowledge, school_plan: Any) -> None:
    (mine,) = part(say(knowledge, school_plan), "tovholder")
    assert mine["text"].startswith("Du er tovholder")
    assert not any("A12" in line or "Aftal det med" in line for line in mine["details"])
    (other,) = part(say(knowledge, school_plan, role="trivselsvejleder"), "tovholder")
    assert other["title"] == "Studievejleder" and any("A12" in line for line in other["details"])
    (teachers,) = part(say(knowledge, school_plan, role=None), "tovholder")
    assert teachers == other


def test_all_who_could_help_are_there_and_unfolded(knowledge: Knowledge) -> None:
    topics = ("rusmidler", "fravaer", "praktikplads", "angst_depression", "oekonomi")
    shown, teachers = (say(knowledge, role=role, topics=topics) for role in ("studievejleder", None))
    assert len(part(shown, "optional")) > len(part(teachers, "optional"))
    assert not next(section for section in shown["sections"] if section["id"] == "optional")["folded"]
    assert next(section for section in teachers["sections"] if section["id"] == "optional")["folded"]
