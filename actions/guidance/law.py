"""Answers a question about rules from `law.yml`, by the words of the question and the pupil's age."""

from __future__ import annotations

from actions.guidance.answer import rule_item
from actions.guidance.concern import Concern
from actions.guidance.items import answer_of, section
from actions.guidance.knowledge import Json, Knowledge, Rule
from actions.guidance.letters import fold_letters

MOST = 3
# What everybody should know, for a question that no rule speaks of.
BASIC = ("underret_under_18", "over_18_samtykke", "tavshedspligt")
BY_AGE = ("underret_under_18", "over_18_samtykke")


def answer_law(text: str, concern: Concern, knowledge: Knowledge, age_group: str | None = None) -> Json:
    """Return the rules that a question is about, with source, date and the mark for what a lawyer has yet to read.

    Args:
        text: the question, redacted.
        concern: what is known of the pupil; with an unknown age both the rule under 18 and the one from 18 come.
        knowledge: all of `knowledge/`.
        age_group: the age group that the question itself names; it goes before the pupil's.
    """
    wording = knowledge.wording
    group = age_group if age_group in ("under18", "over18") else concern.age_group
    rules = find_rules(text, group, knowledge)
    lead = wording("rule.lead") if rules else wording("rule.nothing")
    rules = rules or [rule for rule in knowledge.rules if rule.id in BASIC and _fits(rule, group)]
    if group == "unknown" and any(rule.id in BY_AGE for rule in rules):
        missing = [rule for rule in knowledge.rules if rule.id in BY_AGE and rule not in rules]
        rules = [*rules, *missing]
        lead = f"{lead} {wording('rule.both_ages')}"
    items = [rule_item(rule, knowledge) for rule in rules]
    return answer_of("text", lead, [section("rule", wording("section.rule"), items)])


def find_rules(text: str, age_group: str, knowledge: Knowledge) -> list[Rule]:
    """Return the rules whose keywords the text holds, the best match first, at most three."""
    question = f" {fold_letters(text)} "
    scored = [(_score(rule, question), rule) for rule in knowledge.rules if _fits(rule, age_group)]
    scored.sort(key=lambda pair: -pair[0])
    return [rule for score, rule in scored if score > 0][:MOST]


def _score(rule: Rule, question: str) -> int:
    # A keyword counts from the start of a word; longer ones say more.
    return sum(len(word) for word in map(fold_letters, rule.keywords) if f" {word}" in question)


def _fits(rule: Rule, age_group: str) -> bool:
    ages = rule.when.age if rule.when else ()
    return not ages or age_group == "unknown" or age_group in ages
