"""The fixed texts for danger of today: at every age and hour each says what it must, and never what it must not."""

import re
from datetime import datetime
from itertools import combinations

import pytest
import yaml
from readability import lix

from actions.guidance.concern import Concern
from actions.guidance.danger import urgent_answer
from actions.guidance.load import FOLDER, load_knowledge
from actions.guidance.opening import opening
from bot.safety.paths import urgent_text
from bot.texts import text

KNOWLEDGE = load_knowledge()
OPEN, CLOSED = (opening(datetime.fromisoformat(at), KNOWLEDGE.hours) for at in ("2026-11-18T10:00", "2026-11-20T19:00"))
KINDS = [kind for kind in yaml.safe_load((FOLDER / "labels.yml").read_text("utf-8"))["danger_kinds"] if kind != "self"]
AGES = ("under18", "over18", "unknown")
HOURS = {"open": OPEN, "closed": CLOSED}
HERNING = "0657"

# What every text of a kind says, at every age and hour, also when the channel alone answers.
MUST = {
    "selvmord": ("ikke være alene", "Tænker du på at tage dit liv?", "Livslinien", "kø", "[Ll]æge"),
    "selvskade": ("Skæld ikke ud", "tænker på at dø", "Livslinien", "kø", "[Ll]æge"),
    "vold_hjemme": ("Tal ikke med hjemmet", "Tro på eleven", "tør tage hjem"),
    "seksuelt": ("Spørg ikke ud om detaljer", "Tal ikke med den, der er mistænkt", "bad og rent tøj", "114", "center"),
    "aere": ("Kontakt ikke hjemmet", "hverken brev, sms eller mail", "Brug ikke familie som tolk", "ud af landet"),
    "trussel": ("leder", "114", "Sig det ikke til den, der truer"),
    "voldsomt": ("leder", "114", "våben"),
    "husly": ("sove i nat", "114|hjemkommune", "Tag ikke eleven med hjem"),
    "digitalt": ("Se ikke billederne", "slet dem ikke", "ikke betale", "114"),
    "omsorgssvigt": ("før nogen ringer hjem", "Du skal ikke bevise noget"),
    "medicinsk": ("læge", "ikke eleven være alene", "svær at vække"),
}
# Words that would send the teacher to the home, to a pupil's images, or to a treatment.
NEVER = re.compile(
    r"(?<!ikke )\b(ring hjem|ring til (forældre|familie|hjemmet|mor|far)|kontakt (forældre|hjemmet|familien)|"
    r"orientér|tal med (forældre|familien|hjemmet))|gem billede|dosis|diagnose",
    re.IGNORECASE,
)
NUMBERS = {"112", "114", "116 111", "70 201 201"}


def by_the_actions(kinds: tuple[str, ...], age: str, hour: str, home: str | None = HERNING) -> str:
    concern = Concern(danger="urgent", kinds=kinds, age_group=age, municipality=home)
    said = urgent_answer(kinds, concern, HOURS[hour], KNOWLEDGE)
    return text(said.response, contact=said.contact)


def by_the_channel(kinds: tuple[str, ...]) -> str:
    name, contact = urgent_text(kinds)
    return text(name, contact=contact)


SINGLE = [(kind,) for kind in KINDS]
PAIRS = [pair for two in combinations(KINDS, 2) for pair in (two, two[::-1])]
ALL = {
    **{f"{'+'.join(kinds) or 'ukendt'}, {age}, {hour}": (kinds, by_the_actions(kinds, age, hour))
       for kinds in [(), *SINGLE, *PAIRS] for age in AGES for hour in HOURS},
    **{f"{'+'.join(kinds) or 'ukendt'}, kanalen": (kinds, by_the_channel(kinds)) for kinds in [(), *SINGLE, *PAIRS]},
}  # fmt: skip
ALONE = {case: (kinds[0], said) for case, (kinds, said) in ALL.items() if len(kinds) == 1}


def sentences(said: str) -> list[str]:
    lines = [re.sub(r"^\d\. ", "", line) for line in said.splitlines()]
    return [part for line in lines for part in re.split(r"(?<=[.!?:])\"?\s+", line) if part.strip()]


@pytest.mark.parametrize(("kind", "said"), ALONE.values(), ids=ALONE.keys())
def test_each_kind_says_what_it_must(kind: str, said: str) -> None:
    for words in MUST[kind]:
        assert re.search(words, said), f"mangler: {words}\n{said}"
    assert "112" in said.splitlines()[-1], "den sidste linje siger, hvornår det bliver 112"
    assert "leder" in said, "ingen står alene: lederen er med"


def test_nothing_sends_the_teacher_to_the_home_and_every_text_is_short() -> None:
    for case, (kinds, said) in ALL.items():
        found = NEVER.search(said)
        assert not found, f"{case}: »{found and found.group()}« må ikke stå der:\n{said}"
        assert "{" not in said and "}" not in said, f"{case}: en krøllet parentes er ikke fyldt ud"
        assert len(re.findall(r"^\d\. ", said, re.MULTILINE)) <= 6, f"{case}: højst seks trin"
        long = [part for part in sentences(said) if len(part.split()) > 15]
        assert not long, f"{case}: del sætningen: {long}"
        assert lix(said) <= 30, f"{case}: lixtal {lix(said):.0f}, højst 30"
        if "aere" in kinds:
            assert "Kontakt ikke hjemmet" in said and "hverken brev, sms eller mail" in said, f"{case}:\n{said}"
        if {"vold_hjemme", "seksuelt", "omsorgssvigt", "aere"} & set(kinds):
            assert re.search(r"ikke hjemmet|ikke med hjemmet|ikke hjem|før nogen ringer hjem", said), f"{case}:\n{said}"
        if "selvmord" in kinds:
            assert "ikke være alene" in said and "tage dit liv" in said, f"{case}:\n{said}"


def test_only_known_numbers_and_unconfirmed_ones_say_so() -> None:
    for case, (_, said) in ALL.items():
        body = re.sub(r"^\d\. ", "", said, flags=re.MULTILINE)
        body = re.sub(r"den \d+\. \w+ \d{4}", "", body)
        for number in re.findall(r"\d[\d ]+\d", re.sub(r"på [\d ]+ \(ikke bekræftet\)", "", body)):
            assert number in NUMBERS, f"{case}: nummeret {number} står der, som om det var bekræftet"


@pytest.mark.parametrize("kind", KINDS)
def test_under_18_and_over_18_get_their_own_way(kind: str) -> None:
    for hour in HOURS:
        young, grown = (by_the_actions((kind,), age, hour) for age in ("under18", "over18"))
        contact = grown.replace("Er eleven under 18, er der også BørneTelefonen på 116 111.", "")
        assert "under 18" not in contact, "en voksen elev får ikke reglen for børn"
        assert "døgnvagt" not in contact or kind == "husly", "den sociale døgnvagt for børn er ikke for voksne"
        assert "Joannahuset" not in grown and "SletDet" not in grown
        assert "herberg" not in young and "StopChikane" not in young


@pytest.mark.parametrize("kind", ["vold_hjemme", "aere", "omsorgssvigt", "husly", "seksuelt"])
def test_a_closed_municipality_is_not_the_one_to_call(kind: str) -> None:
    for age in ("under18", "unknown"):
        contact = next(line for line in by_the_actions((kind,), age, "closed").splitlines() if "døgnvagt" in line)
        assert "114" in contact
        assert "hjemkommune i dag" not in contact
    assert "mandag den 23. november 2026" in by_the_actions((kind,), "under18", "closed")
    assert "114, og spørg efter kommunens døgnvagt" not in by_the_actions((kind,), "under18", "open")


@pytest.mark.parametrize("kind", ["selvmord", "selvskade", "medicinsk"])
def test_out_of_hours_the_duty_doctor_of_the_region_is_named(kind: str) -> None:
    for age in AGES:
        closed = by_the_actions((kind,), age, "closed")
        assert "Lægevagten i Region Midtjylland på 70 11 31 31 (ikke bekræftet)" in closed
        assert "elevens læge i dag" not in closed
        assert "lægevagten" in by_the_actions((kind,), age, "closed", home=None)
        assert "elevens læge i dag" in by_the_actions((kind,), age, "open")


def test_help_lines_are_one_of_several_and_for_the_right_age() -> None:
    for case, (_, said) in ALL.items():
        if "Livslinien" in said:
            assert said.index("leder") < said.index("Livslinien") and "kø" in said, case
        if "116 111" in said:
            assert "under 18, er der også BørneTelefonen" in said, case


def test_the_channel_and_the_actions_choose_alike() -> None:
    for size in (0, 1, 2, 3):
        for kinds in combinations(KINDS, size):
            known = urgent_answer(kinds, Concern(danger="urgent", kinds=kinds), OPEN, KNOWLEDGE)
            assert urgent_text(kinds)[0] == known.response, kinds


def test_what_protects_survives_an_earlier_message() -> None:
    """Honour was told before; now it is self-harm that is answered."""
    concern = Concern(danger="urgent", kinds=("aere", "selvskade"), age_group="under18")
    said = urgent_answer(("selvskade",), concern, OPEN, KNOWLEDGE)
    assert said.response == "utter_urgent_selvskade"
    assert "Kontakt ikke hjemmet" in said.contact


@pytest.mark.parametrize(
    "name", ["utter_acute", "utter_after_acute", "utter_acute_self", "utter_urgent_self", "utter_disclose_self"]
)
def test_the_other_texts_are_easy_too(name: str) -> None:
    assert lix(text(name)) <= 30, f"{name}: lixtal {lix(text(name)):.0f}"
    assert not [part for part in sentences(text(name)) if len(part.split()) > 15]
    assert "112" in text(name)


def test_a_teacher_in_distress_is_met_and_the_pupil_is_not_let_go() -> None:
    said = text("utter_disclose_self")
    for words in ("Tak", "leder", "kollega", "AMR", "egen læge", "tage over med eleven"):
        assert words in said, f"mangler: {words}"


@pytest.mark.parametrize("name", ["utter_acute_self", "utter_urgent_self"])
def test_a_pupil_is_never_sent_to_a_family_that_may_be_the_danger(name: str) -> None:
    assert not re.search(r"(eller|til) din familie", text(name))
