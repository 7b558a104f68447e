"""Every text exists, is used, reads easily, and neither treats nor diagnoses."""

import re
from pathlib import Path
from statistics import median

import pytest
import yaml
from readability import lix

ROOT = Path(__file__).resolve().parents[2]
RESPONSES = {
    name: (path.name, variants)
    for path in sorted((ROOT / "bot" / "responses").rglob("*.yml"))
    for name, variants in yaml.safe_load(path.read_text("utf-8"))["responses"].items()
}
# Rasa's form asks for a slot by the response's name, so no file needs to name these.
ASKED_BY_THE_FORM = {f"utter_ask_{slot}" for slot in ("safety", "topics", "age_group", "tried")}
# bot/nlg.py puts the language's code after the name.
LANGUAGES = {f"utter_other_language_{code}" for code in ("en", "uk", "ar", "pl", "de")}
# Rasa's own action_restart utters this one.
UTTERED_BY_RASA = {"utter_restart"}


# The door's refusals and the channel's danger texts are named by their code: f"utter_{code}".
NAMED_BY_CODE = {f"utter_{code}" for code in ("empty", "too_long", "acute", "urgent", "acute_self", "urgent_self")}
# bot/channels/teams/rating.py names what is wrong with an answer by its code.
NAMED_BY_CODE |= {f"utter_rating_{code}" for code in ("missing", "municipality")}
# The welcome of a reader who is told of pupils is named by her role.
WORDING = yaml.safe_load((ROOT / "knowledge" / "wording.yml").read_text("utf-8"))
WELCOMES = {f"utter_welcome_{role}" for role in WORDING["told_to"]["roles"]}
# bot/nlg.py puts this after the name of what it says otherwise to her.
TOLD_TO = {name for name in RESPONSES if name.removesuffix("_told_to") in RESPONSES and name.endswith("_told_to")}
RASA_WORDS = {"utter_message", "utter_action"}


def places_that_name_responses() -> str:
    files = [
        *(ROOT / "data" / "stories").glob("*.yml"),
        *(ROOT / "actions").rglob("*.py"),
        *(ROOT / "bot").rglob("*.py"),
    ]
    files += (ROOT / "bot" / "channels" / "web" / "static").glob("*.js")
    files.append(ROOT / "knowledge" / "danger_paths.yml")
    return "\n".join(path.read_text("utf-8") for path in files)


NAMED = set(re.findall(r"utter_[a-z0-9_]+", places_that_name_responses()))


def test_every_response_that_is_used_exists() -> None:
    families = {name for name in NAMED if name.endswith("_")}
    missing = {name for name in NAMED - families if name not in RESPONSES and name not in RASA_WORDS}
    assert not missing, f"Disse tekster bruges, men findes ikke i bot/responses/: {sorted(missing)}"


def test_every_response_is_used() -> None:
    unused = (
        set(RESPONSES) - NAMED - ASKED_BY_THE_FORM - UTTERED_BY_RASA - NAMED_BY_CODE - LANGUAGES - WELCOMES - TOLD_TO
    )
    assert not unused, f"Disse tekster bruges ikke mere. Slet dem: {sorted(unused)}"


def test_everybody_who_may_be_told_of_a_pupil_is_welcomed() -> None:
    assert {name for name in RESPONSES if name.startswith("utter_welcome_")} == WELCOMES


TEXTS = [(name, str(variant["text"])) for name, (_, variants) in RESPONSES.items() for variant in variants]
LONG_ENOUGH = [(name, text) for name, text in TEXTS if len(text.split()) >= 12 and name not in LANGUAGES]


def test_the_texts_read_easily() -> None:
    assert median(lix(text) for _, text in LONG_ENOUGH) <= 34


@pytest.mark.parametrize(("name", "text"), LONG_ENOUGH, ids=[name for name, _ in LONG_ENOUGH])
def test_no_text_is_hard(name: str, text: str) -> None:
    assert lix(text) <= 44, f"{name} er svær at læse. Brug kortere sætninger og kortere ord."


# Words of treatment and diagnosis, read through by hand. "behandler ikke" and the like are how we decline.
TREATMENT = re.compile(
    r"\b(dosis|lykkepiller?|eksponering\w*|kognitiv\w*|terapi\w*|mindfulness|åndedrætsøvelse\w*|"
    r"lider af|eleven har (adhd|autisme|angst|depression)|diagnosen er|tegn på (adhd|autisme|depression|borderline))\b",
    re.IGNORECASE,
)
SCORES = re.compile(r"\b(risikoscore|score på|sandsynlighed(en)? for at eleven|\d+ ?% risiko)\b", re.IGNORECASE)


@pytest.mark.parametrize(("name", "text"), TEXTS, ids=[name for name, _ in TEXTS])
def test_no_text_treats_diagnoses_or_scores(name: str, text: str) -> None:
    assert not TREATMENT.search(text), f"{name} lyder som behandling eller diagnose."
    assert not SCORES.search(text), f"{name} vurderer eleven."


def test_the_safety_texts_hold_what_they_must() -> None:
    acute = dict(TEXTS)["utter_acute"]
    assert acute.startswith("Ring 112")
    for words in ("liv hos eleven", "leder", "direkte", "hemmeligt"):
        assert words in acute, f"utter_acute mangler: {words}"
    urgent = dict(TEXTS)["utter_urgent"]
    for words in ("i dag", "leder", "112"):
        assert words in urgent, f"utter_urgent mangler: {words}"


def test_real_letters_are_used() -> None:
    wrong = re.compile(r"\b(foer|naar|maa|saa|laerer|foraeldre|koebenhavn|aar|paa)\b", re.IGNORECASE)
    assert not [name for name, text in TEXTS if wrong.search(text)]


@pytest.mark.parametrize("name", sorted(LANGUAGES | {"utter_other_language"}))
def test_every_language_is_told_the_same(name: str) -> None:
    answer = dict(TEXTS)[name]
    assert re.findall(r"\d+", answer) == ["112"], f"{name}: nævn 112 og ingen andre tal."
    assert "studievejleder" in answer, f"{name}: nævn studievejlederen."
