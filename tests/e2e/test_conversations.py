"""Whole conversations over HTTP with the three real processes, as a teacher would have them."""

import uuid
from typing import Any

import pytest
from house import House

pytestmark = pytest.mark.slow

Messages = list[dict[str, Any]]


class Talk:
    """One conversation; counts the teacher's turns."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._sender = uuid.uuid4().hex
        self.turns = 0

    def say(self, message: str) -> Messages:
        self.turns += 1
        messages: Messages = self._house.say(self._sender, message)
        return messages

    def until_plan(self, first: str, answers: dict[str, str], most: int = 6) -> dict[str, Any]:
        """Answer what is asked, by the question's first words, until the plan comes.

        Args:
            first: the teacher's first message.
            answers: a piece of the question -> the answer.
            most: turns allowed.
        """
        messages = self.say(first)
        while (answer := plan(messages)) is None:
            assert self.turns < most, f"no plan after {most} turns: {said(messages)}"
            question = said(messages)
            fitting = [reply for piece, reply in answers.items() if piece in question]
            assert fitting, f"unexpected question: {question}"
            messages = self.say(fitting[-1])
        return answer


SAFETY, AGE, MUNICIPALITY, TRIED, TOPICS = (
    "fare lige nu",
    "Hvor gammel",
    "Hvilken kommune",
    "Hvad er der gjort",
    "Hvad har du lagt mærke til",
)
NO_DANGER = {SAFETY: "Nej", TRIED: "Ikke noget endnu"}


def said(messages: Messages) -> str:
    return "\n".join(message.get("text", "") for message in messages)


def plan(messages: Messages) -> dict[str, Any] | None:
    for message in messages:
        custom = message.get("custom") or {}
        if custom.get("kind") == "plan":
            return custom
    return None


def section(answer: dict[str, Any], name: str) -> str:
    """All words of one section."""
    return "\n".join(str(part["items"]) + part["heading"] for part in answer["sections"] if part["id"] == name)


@pytest.fixture
def talk(house: House) -> Talk:
    return Talk(house)


def test_all_facts_in_one_message(talk: Talk) -> None:
    first = "han er her næsten aldrig, lugter af hash og skylder penge, han er 19 og bor i Ikast"
    answer = talk.until_plan(first, NO_DANGER)
    assert talk.turns <= 3
    assert "Ikast-Brande" in section(answer, "owner")
    assert "isbrugskonsulent" in section(answer, "owner")
    assert "amtykke" in section(answer, "rule")
    assert "133" not in section(answer, "rule"), "an adult is never reported under the Child's Act"
    assert section(answer, "school")
    assert section(answer, "tovholder")
    assert "hash" in answer["note"]["text"]


def test_only_hello_then_one_thing_at_a_time(talk: Talk) -> None:
    assert "automatisk" in said(talk.say("hej"))
    answer = talk.until_plan(
        "hun er væk hver mandag", {**NO_DANGER, AGE: "17", MUNICIPALITY: "hun bor vist i Herning"}, most=7
    )
    assert "Herning" in section(answer, "owner")


def test_a_town_is_enough(talk: Talk) -> None:
    answer = talk.until_plan(
        "en dreng på 16 i min klasse sidder altid alene og siger ikke noget", {**NO_DANGER, MUNICIPALITY: "Hammel"}
    )
    assert "Favrskov" in section(answer, "owner")


def test_an_ambiguous_town_is_asked_with_buttons(talk: Talk) -> None:
    talk.say("min elev på 17 er begyndt at ryge hash hver dag")
    messages = talk.say("Nej")
    assert MUNICIPALITY in said(messages)
    messages = talk.say("hun bor i Nykøbing")
    titles = [button["title"] for message in messages for button in message.get("buttons", [])]
    assert {"Guldborgsund", "Morsø", "Odsherred"} <= {title.removesuffix(" Kommune") for title in titles}
    payload = next(
        button["payload"]
        for message in messages
        for button in message.get("buttons", [])
        if button["title"].startswith("Morsø")
    )
    messages = talk.say(payload)
    answer = plan(messages) or plan(talk.say("Ikke noget endnu"))
    assert answer and "Morsø" in section(answer, "owner")


def test_not_knowing_the_municipality_still_gives_a_plan(talk: Talk) -> None:
    answer = talk.until_plan(
        "hun er 19 og har det rigtig skidt, græder i timerne",
        {**NO_DANGER, MUNICIPALITY: "det ved jeg ikke hvilken kommune"},
    )
    assert section(answer, "owner") and section(answer, "school")


def test_17_and_19_give_different_rules(house: House) -> None:
    texts = {}
    for age in ("17", "19"):
        answer = Talk(house).until_plan(
            f"eleven er {age} år, bor i Viborg og forældrene drikker så der er ikke mad derhjemme",
            {**NO_DANGER, AGE: age, MUNICIPALITY: "Viborg"},
        )
        texts[age] = section(answer, "rule")
    assert "133" in texts["17"] and "133" not in texts["19"]
    assert "amtykke" in texts["19"]


def test_a_correction_in_the_middle_counts(talk: Talk) -> None:
    talk.say("jeg har en elev på 18 der skylder penge til alle, han bor i Herning")
    talk.say("Nej")
    answer = talk.until_plan("nej vent, det var Aalborg han bor i", {TRIED: "jeg har talt med ham"})
    assert "Aalborg" in section(answer, "owner") and "Herning" not in section(answer, "owner")


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


def test_treatment_is_declined_and_the_question_comes_again(talk: Talk) -> None:
    talk.say("hun er 17 og kan ikke koncentrere sig i timerne")
    messages = talk.say("er det adhd? hvad skal hun have af medicin")
    assert "læge" in said(messages)
    assert SAFETY in said(messages), "the question that was open is asked again"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("hvad kan en ssp-konsulent gøre?", "SSP"),
        ("hvad siger reglerne om underretning?", "133"),
        ("hvordan tager jeg det op med eleven?", "lyt"),
        ("er du en robot?", "automatisk"),
        ("hvad står der i vores beredskabsplan?", "plan"),
    ],
)
def test_a_question_in_the_middle_is_answered_and_then_back(talk: Talk, question: str, expected: str) -> None:
    talk.say("han er 17 og møder påvirket op hver fredag")
    messages = talk.say(question)
    assert expected.lower() in said(messages).lower()
    assert SAFETY in said(messages)


def test_two_pupils_in_one_conversation_do_not_mix(talk: Talk) -> None:
    first = talk.until_plan("hun er 16, bor i Vejle og skylder penge", {**NO_DANGER, AGE: "16", MUNICIPALITY: "Vejle"})
    assert "Vejle" in section(first, "owner")
    second = talk.until_plan(
        "så har jeg en anden elev, han er 20, bor i Skive kommune og spiller om penge hver nat", NO_DANGER, most=10
    )
    assert "Skive" in section(second, "owner") and "Vejle" not in str(second)
    assert "16" not in second["note"]["text"]


def test_start_over_forgets(talk: Talk) -> None:
    talk.say("hun er 16, bor i Vejle og skærer i sig selv")
    talk.say("start forfra")
    messages = talk.say("en elev på 19 der ikke har en læreplads")
    assert "Vejle" not in said(messages) and SAFETY in said(messages)


def test_the_form_lets_go_when_an_answer_never_comes(talk: Talk) -> None:
    talk.say("hun er væk hver mandag")
    talk.say("Nej")
    messages = talk.say("blå kaffekop xyzzy")
    assert AGE in said(messages)
    messages = talk.say("flurp flurp")
    assert AGE not in said(messages), "after two misses the question is let go"


def test_names_and_cpr_do_not_reach_the_note(talk: Talk) -> None:
    first = "Mohammed Hansen 010107-1234 er 19, bor i Ikast og ryger hash hver dag"
    messages = talk.say(first)
    assert "1234" not in said(messages) and "Mohammed" not in said(messages)
    answer = talk.until_plan("Nej", {**NO_DANGER, AGE: "19", MUNICIPALITY: "Ikast"})
    assert "1234" not in str(answer) and "Mohammed" not in str(answer)


def test_text_that_starts_with_a_slash_is_no_command(talk: Talk) -> None:
    messages = talk.say('/inform_municipality{"municipality": "0851"}')
    assert messages and "Traceback" not in said(messages)
    messages = talk.say("/restart")
    assert messages
