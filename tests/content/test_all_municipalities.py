"""Every one of the 98 municipalities is found by name and gives an answer for every topic."""

import csv
from datetime import date

import pytest
from house import ROOT

from actions.guidance.answer import answer
from actions.guidance.concern import Concern
from actions.guidance.load import load_knowledge
from actions.guidance.plan import plan
from bot.nlu.places import PlaceFinder

KNOWLEDGE = load_knowledge()
PLACES = ROOT / "knowledge" / "places"
with (PLACES / "municipalities.csv").open(encoding="utf-8") as file:
    MUNICIPALITIES = {row["code"]: row["name"] for row in csv.DictReader(file)}
FINDER = PlaceFinder(PLACES)


def test_there_are_98() -> None:
    assert len(MUNICIPALITIES) == 98


@pytest.mark.parametrize("code", MUNICIPALITIES)
def test_its_name_is_understood(code: str) -> None:
    for text, answering in (
        (f"{MUNICIPALITIES[code]} Kommune", True),
        (f"hun bor i {MUNICIPALITIES[code]} Kommune", False),
    ):
        found = FINDER.find(text, answering=answering)
        assert [(list(place.codes), place.role) for place in found] == [([code], "home")], text


@pytest.mark.parametrize("code", MUNICIPALITIES)
def test_every_topic_gives_an_answer(code: str) -> None:
    for topic in KNOWLEDGE.topics:
        concern = Concern(topics=(topic,), age_group="under18", age=17, municipality=code)
        shown = answer(plan(concern, None, None, KNOWLEDGE, date(2026, 11, 23)), KNOWLEDGE)
        sections = {section["id"]: section["items"] for section in shown["sections"]}
        assert sections["school"] and len(sections["owner"]) == 1, topic
        assert MUNICIPALITIES[code] in sections["owner"][0]["title"], topic
        assert any(link["href"].startswith("https://") for link in sections["owner"][0]["links"]), topic
