"""The rules of a plan at every age, topic, danger and child, against a table that was reasoned out from the sources."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.guidance.answer import answer, rule_item
from actions.guidance.concern import Concern
from actions.guidance.knowledge import Knowledge, Rule
from actions.guidance.load import FOLDER
from actions.guidance.match import matching_rules
from actions.guidance.plan import MOST_RULES, plan
from bot.channels.render_text import render

EXPECTED: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "law_expected.yml").read_text("utf-8"))
TOPICS = [topic["code"] for topic in yaml.safe_load((FOLDER / "labels.yml").read_text("utf-8"))["topics"]]
AGES: list[tuple[str, int | None]] = [
    ("unknown", None),
    ("under18", None),
    *(("under18", age) for age in range(14, 18)),
    ("over18", None),
    *(("over18", age) for age in range(18, 31)),
]
DANGERS = ("none", "check", "urgent", "acute")
CHILDREN = {"none": (False, False), "expecting": (True, False), "parent": (False, True), "both": (True, True)}
OWN_CHILD = {"venter_barn", "elev_med_barn"}
SAID_APART = re.compile(r"ikke det samme|noget andet", re.IGNORECASE)


def concerns() -> Iterator[tuple[Concern, str]]:
    """Every combination, with how the pupil stands to a child."""
    told = [((topic,), ()) for topic in TOPICS] + [(tuple(pair), ()) for pair in EXPECTED["pairs"]]
    seen = [(("generelt",), (kind,)) for kind in EXPECTED["kinds"]] + [
        (("fravaer",), (kind,)) for kind in EXPECTED["kinds"]
    ]
    for (topics, kinds), (group, age), danger, child in product(told + seen, AGES, DANGERS, CHILDREN):
        if kinds and danger == "none":
            continue
        expecting, parent = CHILDREN[child]
        yield (
            Concern(
                topics=topics,
                kinds=kinds,
                danger=danger,
                age_group=group,
                age=age,
                expecting_child=expecting,
                pupil_is_parent=parent,
            ),
            child,
        )


def applies(row: dict[str, Any], concern: Concern, child: str) -> bool:
    wanted = row["for"]
    topics = {*concern.topics, *(EXPECTED["kinds"][kind] for kind in concern.kinds)}
    if len(topics) > 1:
        topics.discard("generelt")
    checks = [
        wanted.get("group") in (None, concern.age_group),
        "age_from" not in wanted or (concern.age is not None and concern.age >= wanted["age_from"]),
        "age_to" not in wanted or (concern.age is not None and concern.age <= wanted["age_to"]),
        "any" not in wanted or bool(topics & set(wanted["any"])),
        not topics & set(wanted.get("none", ())),
        concern.danger in wanted.get("danger", DANGERS),
        wanted.get("child", child) == child,
        "child" not in row.get("unless", ()) or child == "none",
        "home" not in row.get("unless", ()) or not topics & set(EXPECTED["home_danger"]),
    ]
    return all(checks)


def shown(concern: Concern, knowledge: Knowledge) -> list[Rule]:
    return matching_rules(knowledge.rules, concern)[:MOST_RULES]


def name_of(concern: Concern) -> str:
    child = " ".join(["venter barn"] * concern.expecting_child + ["har barn"] * concern.pupil_is_parent) or "intet barn"
    about = "+".join([*concern.topics, *concern.kinds])
    return f"{about}, {concern.age_group} {concern.age or ''}, fare {concern.danger}, {child}"


def faults(row: dict[str, Any], rules: list[Rule]) -> list[str]:
    ids = {rule.id for rule in rules}
    text = " ".join(rule.text for rule in rules)
    meanings = {rule.meaning for rule in rules if rule.id not in OWN_CHILD}
    return [
        *(f"mangler {rule}" for rule in row.get("must", ()) if rule not in ids),
        *(f"må ikke være der: {rule}" for rule in row.get("must_not", ()) if rule in ids),
        *([f"siger ikke {row['must_say']}"] if row.get("must_say", "") not in text else []),
        *([f"siger {row['never_say']}"] if "never_say" in row and re.search(row["never_say"], text) else []),
        *([f"viser en regel om {row['no_meaning']}"] if row.get("no_meaning") in meanings else []),
    ]


def test_every_combination_has_the_rules_that_the_table_asks_for(knowledge: Knowledge) -> None:
    found, used = [], [0] * len(EXPECTED["table"])
    for concern, child in concerns():
        rules = shown(concern, knowledge)
        for number, row in enumerate(EXPECTED["table"]):
            if applies(row, concern, child):
                used[number] += 1
                found += [f"{name_of(concern)}: {fault} ({row['why']})" for fault in faults(row, rules)]
    assert not found, f"{len(found)} fejl, for eksempel:\n" + "\n".join(found[:20])
    assert all(used), f"linjer, som intet rammer: {[EXPECTED['table'][n]['for'] for n, c in enumerate(used) if not c]}"


def test_two_meanings_of_reporting_are_said_to_be_different_things(knowledge: Knowledge) -> None:
    for concern, _ in concerns():
        rules = shown(concern, knowledge)
        if len({rule.meaning for rule in rules} - {"none"}) > 1:
            assert any(SAID_APART.search(rule.text) for rule in rules), f"{name_of(concern)}: {[r.id for r in rules]}"


def test_what_the_table_names_is_there(knowledge: Knowledge) -> None:
    named = {rule for row in EXPECTED["table"] for rule in [*row.get("must", ()), *row.get("must_not", ())]}
    assert named <= {rule.id for rule in knowledge.rules}
    for row in EXPECTED["table"]:
        assert row["why"] and row["source"], row["for"]


def test_every_rule_has_source_date_and_the_mark_for_the_lawyer(knowledge: Knowledge) -> None:
    for rule in knowledge.rules:
        item = rule_item(rule, knowledge)
        assert item["source"]["text"] and item["source"]["date"], f"law.yml: {rule.id}: mangler kilde eller dato"
        assert date.fromisoformat(rule.checked) <= date.today(), f"law.yml: {rule.id}"
        assert item["status"] == "awaiting_lawyer", f"law.yml: {rule.id}: vises, som om den er afklaret"
        assert "fventer jurist" in item["status_text"], f"law.yml: {rule.id}: læreren ser ikke, at den afventer jurist"


@pytest.mark.parametrize("topic", TOPICS)
def test_the_mark_for_the_lawyer_is_in_the_answer_and_its_text(knowledge: Knowledge, topic: str) -> None:
    for group, danger in product(("under18", "over18", "unknown"), DANGERS):
        made = plan(Concern(topics=(topic,), age_group=group, danger=danger), None, [], knowledge, date(2026, 11, 20))
        whole = answer(made, knowledge)
        # Folded or not, each rule carries its own mark.
        rules = [item for section in whole["sections"] if section["id"] == "rule" for item in section["items"]]
        assert len(rules) == len(made.rules) > 0
        assert all("fventer jurist" in item["status_text"] for item in rules)
        assert render(whole).count("fventer jurist") >= len(rules)


def test_a_rule_about_kui_or_the_home_never_reads_as_a_report_to_the_municipality(knowledge: Knowledge) -> None:
    for rule in knowledge.rules:
        if rule.meaning == "kui" or (rule.meaning == "parents" and rule.when):
            assert SAID_APART.search(rule.text), f"law.yml: {rule.id}: sig, at det ikke er det samme som at underrette"


def test_the_table_can_fail(knowledge: Knowledge) -> None:
    adult = Concern(topics=("generelt",), age_group="over18", age=20)
    under_18 = [rule for rule in knowledge.rules if rule.id == "underret_under_18"]
    rows = [row for row in EXPECTED["table"] if applies(row, adult, "none")]
    assert [fault for row in rows for fault in faults(row, under_18)], "en forkert regel blev ikke opdaget"
