"""Danger told at any turn, of every kind, and what comes after it, with the three real processes."""

import pytest
from talk import AGE, MUNICIPALITY, NO_DANGER, TOPICS, TRIED, Talk, plan, said, section

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "before",
    [
        [],
        ["hun er væk hver mandag"],
        ["hun er væk hver mandag", "Nej"],
        ["hun er væk hver mandag", "Nej", "17"],
        ["hun er væk hver mandag", "Nej", "17", "Herning"],
        ["hun er væk hver mandag", "Nej", "17", "Herning", "Ikke noget endnu"],
        ["jeg har en elev"],
    ],
    ids=["first", "safety", "age", "municipality", "tried", "after the plan", "topics"],
)
@pytest.mark.parametrize(
    "acute",
    ["hun står på taget og vil hoppe", "hun har lige taget en masse piller, hun er 17 og bor i Herning"],
    ids=["without facts", "with facts"],
)
def test_acute_is_answered_first_at_every_slot(talk: Talk, before: list[str], acute: str) -> None:
    for message in before:
        talk.say(message)
    messages = talk.say(acute)
    first = messages[0]["text"]
    assert "112" in first.split("\n")[0][:80] and "liv hos eleven" in first
    assert said(messages).count("Ring 112 nu") <= 1 or len(messages) == 1
    assert plan(messages) is None, "everything else waits"


def test_after_the_acute_answer_the_conversation_goes_on(talk: Talk) -> None:
    talk.say("hun har taget en masse piller")
    answer = talk.until_plan(
        "ambulancen er kommet nu, hun er 17 og bor i Herning", {**NO_DANGER, TOPICS: "hun vil ikke leve"}
    )
    assert answer["sections"][0]["id"] in {"acute", "school"}
    assert "Herning" in section(answer, "owner")


def test_urgent_is_said_before_the_questions(talk: Talk) -> None:
    messages = talk.say("hun fortalte at hendes far slår hende, hun er 16")
    assert "i dag" in messages[0]["text"].lower()
    assert MUNICIPALITY in said(messages) or TRIED in said(messages), "the safety question is answered already"
    answer = talk.until_plan("hun bor i Vejle", {TRIED: "Ikke noget endnu"})
    avoided = section(answer, "avoid") + section(answer, "rule")
    assert "tal ikke med hjemmet" in avoided.lower(), "the parents are not told first"


# What a teacher writes, what the first answer must say whatever the hour, and what it must not say.
PATHS = {
    "suicide": ("hun har sagt at hun ikke vil leve mere", ["Tænker du på at tage dit liv?", "Livslinien"], []),
    "self-harm": ("hun skærer i sig selv", ["Skæld ikke ud", "tænker på at dø"], []),
    "violence at home": ("hendes far slår hende, hun er 16", ["Tal ikke med hjemmet"], ["BørneTelefonen"]),
    "honour": (
        "hendes familie vil sende hende til hjemlandet og gifte hende væk, hun er 17",
        ["Kontakt ikke hjemmet", "hverken brev, sms eller mail"],
        ["forældre"],
    ),
    "sexual abuse": ("en dreng voldtog hende i fredags", ["Spørg ikke ud om detaljer", "114"], ["forældre"]),
    "threat": ("han siger at han vil skyde nogen på skolen", ["114", "Sig det ikke til den, der truer"], []),
    "no place to sleep": (
        "hun er smidt ud og ved ikke hvor hun skal sove i nat, hun er 19",
        ["sted at sove", "Tag ikke eleven med hjem"],
        ["døgnvagt", "Joannahuset"],
    ),
    "pictures": (
        "en eller anden har hendes nøgenbilleder og vil have penge, hun er 16",
        ["Se ikke billederne", "ikke betale", "114"],
        ["StopChikane", "forældre"],
    ),
    "ill": ("hun er besvimet to gange i dag og spiser ikke", ["ses af en læge i dag"], ["Livslinien"]),
}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("before", [[], ["hun er væk hver mandag", "Nej"]], ids=["first", "in the middle"])
def test_every_kind_of_danger_has_its_own_way(talk: Talk, path: str, before: list[str]) -> None:
    told, must, never = PATHS[path]
    for message in before:
        talk.say(message)
    messages = talk.say(told)
    first = messages[0]["text"]
    for words in must:
        assert words in first
    for words in never:
        assert words not in first
    assert "112" in first and "leder" in first and "{" not in first
    assert any(question in said(messages[1:]) for question in (AGE, MUNICIPALITY, TRIED)), "the question comes back"


def test_what_protects_from_the_home_survives_a_second_danger(talk: Talk) -> None:
    talk.say("brødrene slår hende hvis de opdager at hun har en kæreste, hun er 17")
    second = talk.say("hun siger også at hun ikke vil leve mere")[0]["text"]
    assert "Tænker du på at tage dit liv?" in second
    assert "Kontakt ikke hjemmet" in second


AFTER = "til hjælpen er der"


@pytest.mark.parametrize(
    "help_came",
    ["vi har ringet 112", "ambulancen er kommet", "han er i sikkerhed nu", "hun er hos lederen", "politiet er her nu"],
)
def test_when_help_has_come_the_acute_text_is_not_said_again(talk: Talk, help_came: str) -> None:
    talk.say("hun står på taget og vil hoppe")
    messages = talk.say(help_came)
    assert AFTER in messages[0]["text"] and "112" in messages[0]["text"]
    assert "Ring 112 nu" not in said(messages)
    assert AGE in said(messages), "the next question follows"
    answer = talk.until_plan("17", {MUNICIPALITY: "Herning", TRIED: "ved ikke"})
    assert next(part["id"] for part in answer["sections"]) == "school"
    assert "hvem der følger eleven" in section(answer, "school")
    assert "nderret" in section(answer, "owner") and "Herning" in section(answer, "owner")


@pytest.mark.parametrize(
    "again",
    [
        "nu er der en anden der står på taget og vil hoppe",
        "ambulancen er kommet men nu har hans bror en kniv og truer os",
        "ambulancen er ikke kommet, hun trækker ikke vejret",
        "nu vil hun springe igen",
    ],
)
def test_a_new_danger_after_help_came_gets_the_whole_text(talk: Talk, again: str) -> None:
    talk.say("hun står på taget og vil hoppe")
    talk.say("vi har ringet 112")
    messages = talk.say(again)
    assert messages[0]["text"].startswith("Ring 112 nu")
    assert AFTER not in said(messages)


def test_help_that_came_before_anything_was_said_still_gets_the_whole_text(talk: Talk) -> None:
    assert talk.say("vi har ringet 112, hun har taget en masse piller")[0]["text"].startswith("Ring 112 nu")


@pytest.mark.parametrize("told", ["jeg kan ikke mere", "jeg sover ikke efter det her"])
def test_a_teacher_in_distress_is_met(talk: Talk, told: str) -> None:
    first = talk.say(told)[0]["text"]
    for words in ("leder", "kollega", "egen læge", "tage over med eleven"):
        assert words in first
