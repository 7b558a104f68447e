"""Answers a question about rules from `law.yml`, by the words of the question and the pupil's age."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from actions.guidance.answer import rule_item
from actions.guidance.concern import Concern
from actions.guidance.items import answer_of, section
from actions.guidance.knowledge import Json, Knowledge, Rule
from actions.guidance.letters import fold_letters
from actions.guidance.match import matching_rules, with_suspected

MOST = 3
# A rule that accounts for much less of the question than the best one, or for next to nothing, is noise.
LEAST_SHARE = 0.15
LEAST = 0.5
# What a word of the rule's own text counts beside a keyword, and how much of that word is compared.
OWN_TEXT = 0.3
STEM = 6
# From this many letters on, a keyword is also found inside a compound.
INNER = 5
# A short word such as "112" or "kui" says as much as one of this many letters.
SHORTEST = 6
# So short a keyword must be the whole word: "mor" is not the beginning of "morgen".
WHOLE = 3
# What everybody should know, for a question that no rule speaks of.
BASIC = ("underret_under_18", "over_18_samtykke", "tavshedspligt")
BY_AGE = ("underret_under_18", "over_18_samtykke")
# These speak of the pupil's own child, so they are no report about an adult.
OF_THE_CHILD = ("venter_barn", "elev_med_barn")


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
    found = _home_first(find_rules(text, group, knowledge), concern, group, knowledge)
    lead = wording("rule.lead") if found else wording("rule.nothing")
    rules = found or [rule for rule in knowledge.rules if rule.id in BASIC and _fits(rule, group)]
    missing = [rule for rule in _needed(rules, group, knowledge) if rule not in rules]
    if group == "unknown" and missing:
        lead = f"{lead} {wording('rule.both_ages')}"
    rules = [*missing, *rules] if group == "over18" else [*rules, *missing]
    if len({rule.meaning for rule in rules} - {"none"}) > 1:
        lead = f"{lead} {wording('rule.meanings')}"
    items = [rule_item(rule, knowledge) for rule in rules]
    return answer_of("text", lead, [section("rule", wording("section.rule"), items)])


def find_rules(text: str, age_group: str, knowledge: Knowledge) -> list[Rule]:
    """Return the rules that the question is about, the best match first, at most three.

    A rule scores by the words of the question that its keywords account for, and a little by those of its own text.
    A word says the less, the more rules use it: "underret" stands in the keywords of many, "kvittering" belongs to one.
    """
    question = [_meanings(word, knowledge.law_words) for word in fold_letters(text).split()]
    known, users = _known(knowledge.rules)
    rules = [rule for rule in knowledge.rules if _fits(rule, age_group)]
    scores = {rule.id: _score(known[rule.id], question, users) for rule in rules}
    best = max(LEAST, LEAST_SHARE * max(scores.values(), default=0))
    ranked = sorted(rules, key=lambda rule: (-scores[rule.id], -rule.weight))
    return [rule for rule in ranked if scores[rule.id] >= best][:MOST]


def _home_first(found: list[Rule], concern: Concern, age_group: str, knowledge: Knowledge) -> list[Rule]:
    """Return the rules without those that the worry forbids; asked about the home, what keeps it out comes first.

    "Tal normalt med dem" is no answer in a conversation about violence at home, in words that do not say so again.
    """
    topics = set(with_suspected(concern))
    kept = [rule for rule in found if rule.when is None or not topics & set(rule.when.not_topics)]
    if not any(rule.meaning == "parents" for rule in found):
        return kept
    warnings = [
        rule
        for rule in matching_rules(knowledge.rules, replace(concern, age_group=age_group))
        if rule.meaning == "parents" and rule.when is not None and rule.when.topics
    ]
    return list(dict.fromkeys([*warnings, *kept]))[:MOST]


@cache
def _known(rules: tuple[Rule, ...]) -> tuple[dict[str, dict[tuple[str, ...], float]], Counter[str]]:
    """Return the phrases of every rule, and how many rules use each beginning of a word."""
    known = {rule.id: _phrases(rule) for rule in rules}
    return known, Counter(start for phrases in known.values() for start in {one for words in phrases for one in words})


def _phrases(rule: Rule) -> dict[tuple[str, ...], float]:
    """Return what the rule is found by: the beginnings of words that must all be there, and how much they count."""
    own = {(word[:STEM],): OWN_TEXT for word in fold_letters(f"{rule.title} {rule.text}").split() if len(word) >= STEM}
    return own | {tuple(fold_letters(keyword).split()): 1.0 for keyword in rule.keywords}


def _score(phrases: Mapping[tuple[str, ...], float], question: list[set[str]], users: Mapping[str, int]) -> float:
    """Return how much of the question the phrases account for, each word of it counted once."""
    heard: dict[int, float] = {}
    for starts, counts in phrases.items():
        places: dict[str, list[int]] = {}
        for start in starts:
            places[start] = [place for place, words in enumerate(question) if _says(words, start)]
            if not places[start]:
                break
        else:
            for start, found in places.items():
                for place in found:
                    heard[place] = max(heard.get(place, 0), counts * max(SHORTEST, len(start)) / users[start])
    return sum(heard.values())


def _meanings(word: str, law_words: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Return the word and the common word for it, as `law_words.yml` has it."""
    return {word} | {common for common, words in law_words.items() if any(_says({word}, other) for other in words)}


def _says(words: set[str], start: str) -> bool:
    """Tell whether a word begins with this, or is a compound that holds it further on ("afdelingsleder")."""
    if len(start) <= WHOLE:
        return start in words
    return any(word.startswith(start) or (len(start) >= INNER and start in word) for word in words)


def _needed(rules: list[Rule], age_group: str, knowledge: Knowledge) -> list[Rule]:
    """Return the rules of age that the others cannot be read without.

    With an unknown age one of them calls for the other. Whatever is said about reporting is said about pupils
    under 18, so an adult's teacher is told that first.
    """
    ids = {rule.id for rule in rules}
    if age_group == "unknown":
        wanted: tuple[str, ...] = BY_AGE if ids & set(BY_AGE) else ()
    else:
        reports = any(rule.meaning == "social" and rule.id not in OF_THE_CHILD for rule in rules)
        wanted = BY_AGE[1:] if age_group == "over18" and reports else ()
    return [rule for rule in knowledge.rules if rule.id in wanted]


def _fits(rule: Rule, age_group: str) -> bool:
    ages = rule.when.age if rule.when else ()
    return not ages or age_group == "unknown" or age_group in ages
