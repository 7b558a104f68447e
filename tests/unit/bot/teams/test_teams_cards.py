"""What a teacher sees in Teams: right cards, danger first, nothing cut off in silence, nothing that acts by itself."""

import json
import re
from datetime import date
from typing import Any

import pytest
from answers import NOTE, PLAN, QUESTION, SOURCE, item
from card_rules import blocks, faults
from talk_bench import seen

from bot.channels.collector import KINDS, fixed
from bot.channels.teams import blocks as made
from bot.channels.teams import cards
from bot.channels.teams.sections import LIMIT, size
from bot.texts import load_responses, text

TODAY = date(2026, 11, 23)
ACUTE = fixed("utter_acute")


def card(activity: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = activity["attachments"][0]["content"]
    return content


def plan(**more: Any) -> dict[str, Any]:
    return {"answer": {**PLAN, **more}}


def of_kind(activity: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [block for block in blocks(card(activity)["body"]) if block["type"] == kind]


@pytest.mark.parametrize(
    "message",
    [
        *[
            {"text": variants[0]["text"], "buttons": variants[0].get("buttons", [])}
            for variants in load_responses().values()
        ],
        *[fixed(name) for name in KINDS],
        {**QUESTION, "left": 1},
        {**QUESTION, "left": 3},
        {"answer": PLAN},
        {"answer": {**PLAN, "kind": "acute"}},
        {"answer": NOTE},
        {"answer": {"kind": "text", "text": "Et svar"}},
        {"answer": {"kind": "text", "text": "", "sections": [], "choices": [], "note": None}},
    ],
)
def test_everything_that_is_said_makes_right_activities(message: dict[str, Any]) -> None:
    for activity in cards.activities(message, TODAY):
        assert not faults(activity)
        assert activity["type"] == "message"


def test_the_acute_card_is_one_activity_that_says_112_in_every_way() -> None:
    (activity,) = cards.activities(ACUTE)
    assert activity["text"].startswith("Ring 112 nu") and activity["summary"].startswith("Ring 112 nu")
    assert card(activity)["fallbackText"] == text("utter_acute")
    assert of_kind(activity, "Action.OpenUrl")[0]["url"] == "tel:112"
    assert of_kind(activity, "Container")[0]["style"] == "attention"
    for line in text("utter_acute").splitlines():
        assert line in seen(activity), "no step of the fixed text is lost"


def test_without_a_card_the_acute_text_comes_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object, **more: object) -> dict[str, Any]:
        raise KeyError("a word is missing")

    monkeypatch.setattr(cards, "card", fail)
    (activity,) = cards.activities(ACUTE)
    assert seen(activity) == text("utter_acute") and "attachments" not in activity


def test_an_answer_that_cannot_be_drawn_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(made, "heading", None)
    monkeypatch.setattr(cards, "_answer", lambda *given: [][1])
    (activity,) = cards.activities({"answer": PLAN})
    assert "Først på skolen" in seen(activity) and "00 00 00 00" in seen(activity)


def test_an_answer_of_a_wrong_shape_still_says_its_lead() -> None:
    (activity,) = cards.activities({"answer": {"kind": "plan", "text": "Det vigtigste", "sections": [{"items": [7]}]}})
    assert "Det vigtigste" in activity["text"]


def test_a_question_gives_its_choices_as_buttons_and_as_words() -> None:
    (activity,) = cards.activities({**QUESTION, "left": 2})
    buttons = of_kind(activity, "Action.Submit")
    assert [button["title"] for button in buttons] == ["Under 18", "18 eller ældre", "Ved ikke"]
    back = buttons[0]["data"]["msteams"]
    assert back["displayText"] == "Under 18" and back["value"] == {"vejviser": "say", "text": "Under 18"}
    assert "Under 18, 18 eller ældre eller Ved ikke" in seen(activity)
    assert "Højst 2 spørgsmål endnu" in seen(activity)
    assert "Under 18" in card(activity)["fallbackText"]


def test_the_plan_stands_in_its_order_with_contacts_and_deadlines() -> None:
    (activity,) = cards.activities({"answer": PLAN}, TODAY)
    words = seen(activity)
    order = [
        "Jeg hørte: rusmidler",
        "Først på skolen",
        "1. Du selv",
        "3. Skriv ned",
        "Så i kommunen",
        "Vis: Reglen her",
    ]
    places = [words.index(part) for part in order]
    assert places == sorted(places)
    assert words.count("Hvornår: inden 3 skoledage") == 1, "the deadline is said once"
    addresses = [button["url"] for button in of_kind(activity, "Action.OpenUrl")]
    assert addresses == ["https://example.org/kommunen", "tel:+4500000000", "tel:+4500000001"]
    assert "Ring 00 00 00 00" in words and "Åbent nu og hele døgnet" in words
    for state in ("Ingen bekræftet kontakt endnu", "Eksempel, ikke et rigtigt nummer", "Bekræftet for længe siden"):
        assert state in words


def test_an_address_stands_as_text_because_not_every_client_opens_it() -> None:
    links = [{"label": "Skriv en mail", "href": "mailto:post@example.org"}]
    sections = [{"id": "owner", "heading": "Kommunen", "items": [item("Ungeenheden", links=links)]}]
    (activity,) = cards.activities(plan(sections=sections))
    assert "Skriv en mail: post@example.org" in seen(activity)


def test_the_rule_and_what_is_folded_open_at_a_press() -> None:
    (activity,) = cards.activities({"answer": PLAN})
    hidden = [block for block in of_kind(activity, "Container") if block.get("isVisible") is False]
    assert len(hidden) == 1 and "Underretning" in json.dumps(hidden, ensure_ascii=False)
    assert "Først på skolen" not in json.dumps(hidden, ensure_ascii=False)


def test_sources_are_links_beside_what_they_say() -> None:
    (activity,) = cards.activities({"answer": PLAN})
    sources = [block for block in of_kind(activity, "TextBlock") if block.get("isVisible") is False]
    assert len(sources) == 3
    assert sources[0]["text"] == "[Eksempelkilde](https://example.org/kilde), dateret 21. november 2026"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://x.dk/a) [b](https://y.dk", "http://x.dk", ""])
def test_a_source_without_a_safe_address_is_no_link(url: str) -> None:
    named = {**SOURCE, "text": "En [kilde](x)", "url": url}
    sections = [{"id": "rule", "heading": "Reglen", "items": [item("Regel", "Tekst", source=named)]}]
    (activity,) = cards.activities(plan(sections=sections))
    (source,) = [block for block in of_kind(activity, "TextBlock") if block.get("isVisible") is False]
    assert "](" not in source["text"] and source["text"].startswith("En kildex")


@pytest.mark.parametrize(
    ("day", "said"),
    [("2026-11-21", "dateret 21. november 2026"), ("før 2024", "dateret før 2024"), ("udateret", "udateret")],
)
def test_a_source_says_its_date_or_that_it_has_none(day: str, said: str) -> None:
    sections = [{"id": "rule", "heading": "Reglen", "items": [item("Regel", "Tekst", source={**SOURCE, "date": day})]}]
    (activity,) = cards.activities(plan(sections=sections))
    assert f"(https://example.org/kilde), {said}" in seen(activity)


def test_buttons_stand_in_rows_that_a_phone_shows_whole() -> None:
    (activity,) = cards.activities({**QUESTION})
    rows = [[button["title"] for button in row["actions"]] for row in of_kind(activity, "ActionSet")]
    assert rows == [["Under 18", "18 eller ældre"], ["Ved ikke"]]


def test_what_was_written_is_never_read_as_markdown() -> None:
    said = "[tryk her](https://ond.dk) **nu** _ja_\n# Overskrift\n- punkt"
    sections = [{"id": "school", "heading": said.split("\n")[0], "items": [item(said, said, details=[said])]}]
    for message in (plan(text=said, sections=sections), {"text": said}, {"text": said, "buttons": QUESTION["buttons"]}):
        for activity in cards.activities(message):
            marked = [block["text"] for block in of_kind(activity, "TextBlock")] if "attachments" in activity else []
            assert not [text for text in marked if "[" in text or "*" in text or "_" in text]
            if activity.get("textFormat") == "xml":
                assert not re.search(r"[*_`~#\[\]\\|](?!\d)|<(?!br/>)", activity["text"])
            else:
                assert activity.get("textFormat", "plain") == "plain"


def test_a_note_is_text_to_copy_and_says_that_nothing_was_sent() -> None:
    about, note = cards.activities({"answer": NOTE})
    assert note["textFormat"] == "xml" and seen(note) == NOTE["note"]["text"]
    assert "Der er ikke sendt noget" in seen(about) and NOTE["note"]["heading"] in seen(about)


def test_a_plan_that_carries_its_note_along_is_shown_as_a_plan() -> None:
    said = "\n".join(seen(activity) for activity in cards.activities({"answer": {**PLAN, "note": NOTE["note"]}}))
    assert "Først på skolen" in said and NOTE["note"]["text"] not in said


def test_only_a_plan_with_a_day_offers_to_ask_again() -> None:
    (offered,) = cards.activities({"answer": PLAN}, TODAY)
    (day,) = of_kind(offered, "Input.Date")
    assert (day["min"], day["max"]) == ("2026-11-24", "2027-01-22") and "value" not in day
    for activity in [
        *cards.activities({"answer": PLAN}),
        *cards.activities({"answer": {**PLAN, "kind": "text"}}, TODAY),
    ]:
        assert not of_kind(activity, "Input.Date")


def long_plan(items: int, length: int) -> dict[str, Any]:
    names = ("acute", "school", "owner", "optional", "rule", "expect")
    listed = [
        {
            "id": name,
            "heading": f"Afsnit {name}",
            "folded": name == "optional",
            "items": [item(f"{name} nr. {number:03}", "æ" * length, source=SOURCE) for number in range(items)],
        }
        for name in names
    ]
    return {"answer": {**PLAN, "kind": "plan", "sections": listed}}


@pytest.mark.parametrize(("items", "length"), [(1, 10), (5, 300), (20, 200), (3, 4000), (60, 900)])
def test_a_long_plan_goes_on_in_the_next_card_and_loses_nothing(items: int, length: int) -> None:
    message = long_plan(items, length)
    activities = cards.activities(message, TODAY)
    assert not [fault for activity in activities for fault in faults(activity)]
    words = [seen(activity) for activity in activities]
    for section in message["answer"]["sections"]:
        for shown in section["items"]:
            assert sum(part.count(shown["title"]) for part in words) == 1
    assert "acute nr. 000" in words[0], "what matters most stands first"
    for part in words[:-1]:
        assert "Der er mere i den næste besked" in part
    assert "Der er mere i den næste besked" not in words[-1]
    assert PLAN["choices"][0]["title"] in words[-1]


def test_what_no_card_can_hold_comes_as_text_in_parts() -> None:
    activities = cards.activities(long_plan(1, 40_000))
    assert all(size(activity) <= LIMIT and "attachments" not in activity for activity in activities)
    assert sum(activity["text"].count("æææ") for activity in activities) >= 6 * 13_000


def test_the_urgent_text_stands_out() -> None:
    (activity,) = cards.activities(fixed("utter_urgent", contact="Ring til kommunen."))
    assert of_kind(activity, "Container")[0]["style"] == "warning"
    assert card(activity)["fallbackText"] == text("utter_urgent", contact="Ring til kommunen.")


def test_the_follow_up_is_answered_with_three_words_or_stop() -> None:
    activity = cards.question_of_follow_up(TODAY)
    assert not faults(activity)
    buttons = of_kind(activity, "Action.Submit")
    assert [button["title"] for button in buttons] == ["Ja", "Ikke endnu", "Nej", "Stop, spørg mig ikke"]
    assert [button["data"].get("answer") for button in buttons] == ["yes", "not_yet", "no", None]
    for other in (cards.confirmation("Ja"), cards.offer_again("Ja", TODAY)):
        assert not faults(other)
