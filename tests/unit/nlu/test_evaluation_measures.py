"""The measures of the evaluation, on small lines with figures worked out by hand."""

import random
from typing import Any

import pytest
from evaluation import calibration, measures, measures_of_facts, spellings
from evaluation.answers import answer_of, by_words
from evaluation.figures import Measured
from evaluation.lines import Answer
from evaluation.measuring import latency, of_short, robustness

TOPICS = ("sorg", "stress", "mobning")
HOME = {"codes": ["0756"], "ambiguous": False, "role": "home"}
SCHOOL = {"codes": ["0657"], "ambiguous": False, "role": "school"}
EITHER = {"codes": ["0810", "0756"], "ambiguous": True, "role": "home"}


def of(pairs: list[tuple[dict[str, Any], Answer]], measure_them: Any, *more: Any) -> dict[str, float | None]:
    return {key: measured.value for key, measured in measure_them(pairs, *more).items()}


def test_an_intent_is_right_after_a_question_that_offers_it() -> None:
    figures = of(
        [
            ({"intent": "greet"}, Answer(intent="greet")),
            ({"intent": "thank"}, Answer(intent="greet", asks=True, readings=("greet", "thank"))),
            ({"intent": "deny"}, Answer(intent="deny", asks=True, readings=("greet", "thank"))),
            ({"intent": "affirm"}, Answer(intent="deny", readings=("deny", "affirm"))),
            ({"intent": "insult"}, Answer(intent="insult")),
            ({"acute": "none"}, Answer(intent="deny")),
        ],
        measures.intents,
    )
    # Right at once: greet, deny, insult. After a question: greet, thank, insult; deny is not offered, affirm not asked.
    assert figures["accuracy"] == 0.6
    assert figures["after_question"] == 0.6
    assert figures["asked"] == 0.4
    # F1: greet 2/3 (one of two found is right), thank 0, deny 2/3, affirm 0, insult 1.
    assert figures["macro_f1"] == pytest.approx((2 / 3 + 2 / 3 + 1) / 5)


def test_topics_count_each_topic_and_the_main_one() -> None:
    pairs: list[tuple[dict[str, Any], Answer]] = [
        ({"topics": ["sorg", "stress"]}, Answer(topics=("stress", "sorg"))),
        ({"topics": ["mobning"]}, Answer(topics=("mobning", "stress"))),
        ({"topics": ["sorg"]}, Answer(topics=())),
        ({"topics": []}, Answer(topics=("sorg",))),
        ({"intent": "greet"}, Answer(topics=("sorg",))),
    ]
    figures = of(pairs, measures.topics, TOPICS)
    # Found 4 topics, 3 of them right; meant 4: precision 3/4, recall 3/4.
    assert figures["micro_f1"] == pytest.approx(0.75)
    # sorg 1 of 1 and 1 of 2: 2/3; stress 1 of 2 and 1 of 1: 2/3; mobning 1.
    assert figures["macro_f1"] == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)
    assert figures["main"] == pytest.approx(1 / 3)
    worst = measures.topic_scores(pairs, TOPICS)[0]
    assert (worst.code, worst.precision, worst.recall, worst.support) == ("sorg", 1.0, 0.5, 2)


def test_danger_that_is_asked_about_is_caught_but_not_named() -> None:
    meant_and_found = [
        ("acute", "acute"), ("acute", "urgent"), ("acute", "check"), ("urgent", "none"), ("urgent", "acute"),
        ("check", "none"), ("none", "none"), ("none", "check"), ("none", "urgent"), ("none", "none"),
    ]  # fmt: skip
    figures = of([({"acute": meant}, Answer(danger=found)) for meant, found in meant_and_found], measures.dangers)
    assert figures == {
        "caught": 0.8,
        "acute_caught": 1.0,
        "named": 0.6,
        "acute_named": pytest.approx(1 / 3),
        "false_alarms": 0.25,
        "needless_check": 0.25,
    }


def test_short_lines_have_figures_of_their_own() -> None:
    def line(intent: str, danger: str, age: str, *topics: str) -> dict[str, Any]:
        return {"intent": intent, "acute": danger, "age_group": age, "topics": list(topics)}

    figures = of(
        [
            (
                line("report_concern", "none", "unknown", "sorg"),
                Answer(intent="report_concern", topics=("sorg",), danger="urgent", age_group="under18"),
            ),
            (line("report_concern", "urgent", "over18", "mobning"), Answer(topics=(), age_group="under18")),
            (line("greet", "none", "unknown"), Answer(intent="greet", danger="check")),
            (line("greet", "acute", "unknown"), Answer(intent="greet", danger="check")),
        ],
        of_short,
    )
    # Topics: one found and right, one of the two meant is missing. A wrong age is not an invented one.
    assert figures == {
        "intent": 0.75,
        "topics": pytest.approx(2 / 3),
        "danger": 0.5,
        "false_alarms": 0.5,
        "needless_check": 0.5,
        "age_invented": pytest.approx(1 / 3),
    }


def test_kinds_of_danger_are_counted_by_kind() -> None:
    pairs = [
        ({"kinds": ["husly", "aere"]}, Answer(danger="urgent", kinds=("husly",))),
        ({"kinds": ["husly"]}, Answer(danger="check", kinds=("selvmord",))),
        ({"acute": "none"}, Answer(danger="urgent", kinds=("husly",))),
    ]
    scores = {score.kind: (score.lines, score.caught, score.named, score.told) for score in measures.kind_scores(pairs)}
    assert scores == {"husly": (2, 2, 1, 1), "aere": (1, 1, 1, 0)}


def test_places_must_all_be_right_with_their_roles() -> None:
    figures = of(
        [
            ({"places": [HOME, SCHOOL]}, Answer(places=(SCHOOL, HOME))),
            ({"places": [HOME, SCHOOL]}, Answer(places=(HOME,))),
            ({"places": [HOME]}, Answer(places=({**HOME, "role": "other"},))),
            ({"places": [EITHER]}, Answer(places=({**EITHER, "codes": ["0756", "0810"]},))),
            ({"places": [EITHER]}, Answer(places=({**EITHER, "codes": ["0810", "0101"]},))),
            ({"places": [EITHER]}, Answer(places=(HOME,))),
            ({"places": []}, Answer()),
            ({"places": []}, Answer(places=(HOME,))),
            ({"acute": "none"}, Answer(places=(HOME,))),
        ],
        measures_of_facts.places,
    )
    assert figures["exact"] == pytest.approx(2 / 6)
    assert figures["ambiguous_asked"] == pytest.approx(1 / 3)
    assert figures["left_alone"] == 0.5
    assert figures["home"] == 0.5
    assert figures["home_invented"] == 0.5


def test_an_age_group_is_invented_where_the_text_has_none() -> None:
    meant_and_found = [
        ("under18", "under18"),
        ("over18", "unknown"),
        ("unknown", "unknown"),
        ("unknown", "over18"),
        ("under18", "over18"),
    ]
    pairs = [({"age_group": meant}, Answer(age_group=found)) for meant, found in meant_and_found]
    assert of(pairs, measures_of_facts.ages) == {"right": 0.4, "invented": 0.5}


def test_another_language_is_told_from_danish_and_named() -> None:
    meant_and_found = [("da", "da"), ("da", "en"), ("uk", "other"), ("pl", "pl"), ("ar", "da")]
    pairs = [({"language": meant}, Answer(language=found)) for meant, found in meant_and_found]
    assert of(pairs, measures_of_facts.languages) == {"danish_told": 0.6, "named": pytest.approx(1 / 3)}


def test_privacy_counts_pieces_that_stay_and_harmless_lines_that_change() -> None:
    lines = [
        {"text": "Mads og Ida fra Ikast", "must_go": ["Mads", "Ida"], "must_stay": ["Ikast"]},
        {"text": "Ring til Ida", "must_go": ["Ida"], "must_stay": []},
        {"text": "Ida er en sang", "must_go": [], "must_stay": []},
        {"text": "hun er træt", "must_go": [], "must_stay": []},
    ]
    figures = measures_of_facts.privacy(lines, lambda text: text.replace("Ida", "[navn]"))
    assert figures["gone"] == Measured(2 / 3, 3, 2)
    # Three lines have something that must stay or nothing that must go; the song lost its name.
    assert figures["harmless_changed"] == Measured(1 / 3, 3, 1)


def test_calibration_error_is_the_distance_weighted_by_the_number_of_answers() -> None:
    found = calibration.bins([(0.95, True), (0.95, True), (0.95, True), (0.95, False), (0.15, False), (1.0, True)])
    assert [each and each.count for each in found] == [None, 1, None, None, None, None, None, None, None, 5]
    # Last bin: given (4 x 0.95 + 1) / 5 = 0.96, true 0.8, five answers. Second: 0.15 from 0, one answer.
    assert calibration.error(found).value == pytest.approx((5 * 0.16 + 0.15) / 6)
    assert calibration.error(calibration.bins([])).value is None


def test_topic_probabilities_are_judged_one_by_one() -> None:
    worry = ({"topics": ["sorg"]}, Answer(probabilities={"sorg": 0.7, "stress": 0.2}))
    greeting: measures.Pair = ({"topics": []}, Answer(probabilities={"sorg": 0.7}))
    assert calibration.of_topics([worry, greeting]) == [(0.7, True), (0.2, False)]


def test_points_lost_are_hundredths_and_a_gain_is_negative() -> None:
    lost = measures.points_lost(
        {"intent": Measured(0.9, 10), "topics": Measured(0.5, 10), "danger": Measured(None, 0)},
        {"intent": Measured(0.8, 10), "topics": Measured(0.6, 10), "danger": Measured(None, 0)},
    )
    values = {key: measured.value for key, measured in lost.items()}
    assert values == {"intent": pytest.approx(10), "topics": pytest.approx(-10), "danger": None}


def test_robustness_understands_every_line_once_more_in_every_spelling() -> None:
    def only_with_danish_letters(text: str) -> Answer:
        return Answer(intent="report_concern", danger="acute" if "dø" in text else "none")

    lines = [{"text": "hun vil dø", "acute": "acute", "intent": "report_concern", "topics": []}]
    lost = robustness(lines, only_with_danish_letters)
    assert lost["ae_oe_aa.danger"].value == 100
    assert lost["a_o_a.danger"].value == 100
    assert lost["lower_case.danger"].value == 0
    assert lost["ae_oe_aa.intent"].value == 0


@pytest.mark.parametrize(
    ("name", "text", "typed"),
    [
        ("ae_oe_aa", "Åse får også øl", "Aase faar ogsaa oel"),
        ("a_o_a", "Æblet får øl på", "Ablet far ol pa"),
        ("lower_case", "HUN er fra ÅRHUS", "hun er fra århus"),
        ("no_punctuation", "Hun er 17, ikke 18-årig. Og 3.000! (tror jeg)", "Hun er 17 ikke 18-årig Og 3.000 tror jeg"),
    ],
)  # fmt: skip
def test_spellings(name: str, text: str, typed: str) -> None:
    assert spellings.SPELLINGS[name](text) == typed


def test_one_slip_per_ten_words_and_the_same_one_every_time() -> None:
    text = " ".join(["bekymret"] * 20) + " 17"
    typed = spellings.with_slips(text)
    assert typed == spellings.with_slips(text)
    wrong = [word for word in typed.split() if word != "bekymret"]
    assert wrong[-1] == "17"
    assert 2 <= len(wrong) - 1 <= 3
    assert spellings.with_slips("ja 17 og 3g") == "ja 17 og 3g"


def test_a_slip_leaves_the_ends_of_a_word_and_changes_it_by_one_letter() -> None:
    for seed in range(200):
        word = spellings.slip("skole", random.Random(seed))
        assert word != "skole"
        assert word[0] == "s"
        assert 4 <= len(word) <= 6
    assert spellings.neighbours("æ") == "lø"
    assert spellings.neighbours("q") == "w"


def test_a_reading_becomes_an_answer() -> None:
    ranking = [{"name": name, "confidence": 0.2} for name in ("greet", "ask_law", "ask_plan", "ask_bot")]
    known = {
        "intent": ranking[0], "topics": ["sorg"], "danger": {"level": "check", "kinds": ["aere"], "reasons": []},
        "age_group": "over18", "places": [HOME], "language": "pl",
    }  # fmt: skip
    answer = answer_of({"intent": {"name": "nlu_fallback"}, "intent_ranking": ranking, "understanding": known})
    assert (answer.intent, answer.asks, answer.danger, answer.kinds) == ("greet", True, "check", ("aere",))
    # The three likeliest, without the greeting that has no button, and always a way to tell of a pupil.
    assert answer.readings == ("ask_law", "ask_plan", "report_concern")
    assert (answer.age_group, answer.places, answer.language) == ("over18", (HOME,), "pl")


def test_words_alone_see_an_open_danger() -> None:
    assert by_words("hun har taget en overdosis nu").danger == "acute"
    assert by_words("hvornår er der frokost").danger == "none"


def test_half_of_the_texts_take_the_median() -> None:
    figures = latency([1.0, 2.0, 3.0, 4.0, 100.0])
    assert figures["p50"].value == 3.0
    assert figures["p95"].value == pytest.approx(80.8)
    assert latency([])["p50"].value is None
