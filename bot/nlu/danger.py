"""Danger: the rules of bot.safety or-ed with a model. The last component; its level replaces the intent."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.classifier import LinearClassifier
from bot.nlu.linear import LinearModel
from bot.nlu.rows import Blocks, blocks_of
from bot.nlu.topics import TOPIC_PROBABILITIES, choose
from bot.nlu.understanding import CERTAIN, UNDERSTANDING, set_intent, write
from bot.safety import Danger, assess
from bot.safety.aftermath import ONLY, help_came
from bot.safety.assess import graver
from bot.safety.rules import LEVELS
from bot.text import load_yaml

FILE = "thresholds.yml"
SELF = "self"
CONCERN = "report_concern"
# Each grade is learnt as "at least this grave", so that an acute line also teaches what urgent looks like.
GRADES = LEVELS[1:]


def level_of(at_least: Mapping[str, float], thresholds: Mapping[str, float]) -> str:
    """Turn the model's probabilities into a level.

    :param at_least: for check, urgent and acute the probability that the danger is at least that grave
    :param thresholds: the least probability of each
    :return: the gravest level that reaches its threshold, or none
    """
    reached = [level for level in GRADES if at_least[level] >= thresholds[level]]
    return reached[-1] if reached else "none"


def settle(by_rules: str, at_least: Mapping[str, float], thresholds: Mapping[str, float]) -> str:
    """Put the rules' and the model's level together: the graver one holds.

    What either sees is never none. Only an urgent that the rules see alone, and that the model finds unlikely, becomes
    a direct question; an acute of the rules always stands.

    :param by_rules: the rules' level
    :param at_least: as in `level_of`
    :param thresholds: as in `level_of`, and `doubts_urgent` below which the model doubts an urgent of the rules
    :return: the level
    """
    doubted = by_rules == "urgent" and at_least["urgent"] < thresholds["doubts_urgent"]
    return graver("check" if doubted else by_rules, level_of(at_least, thresholds))


def describe(rules: Danger, level: str, topics: list[str], *, about_self: bool) -> Danger:
    """Name the kinds of a danger.

    :param rules: what the rules say
    :param level: the level that was settled
    :param topics: the message's topics, which name the kind where no rule does
    :param about_self: whether the writer tells of their own distress
    :return: the danger of the message
    """
    if level == "none":
        return Danger("none")
    kind_of_topic = load_yaml(FILE)["danger_kind_of_topic"]
    kinds = list(rules.kinds) or [kind_of_topic[code] for code in topics if code in kind_of_topic]
    if about_self and SELF not in kinds:
        kinds.append(SELF)
    return Danger(level, tuple(dict.fromkeys(kinds)), rules.reasons)


def danger_intent(danger: Danger) -> str | None:
    """Give the intent that a danger puts in place of the classifier's, or None."""
    if SELF in danger.kinds and danger.level in ("acute", "urgent"):
        return f"self_in_danger_{danger.level}"
    return None if danger.level == "none" else f"danger_{danger.level}"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class DangerDetector(LinearClassifier):
    """Writes the danger of a message and lets it replace the intent."""

    def learn(self, examples: list[Message]) -> LinearModel:
        """Train on the `danger` of the intent blocks' metadata; a block without it holds no danger."""
        grades = np.array([LEVELS.index(level_of_example(message)) for message in examples])
        answers = grades[:, None] >= np.arange(1, len(LEVELS))[None, :]
        blocks = _without_rules(blocks_of(examples))
        return LinearModel.fit(blocks, answers, GRADES, C=10, class_weight="balanced")

    def judge(self, model: LinearModel, message: Message) -> None:
        """Write the danger; a fixed phrase or bare answer is judged by the rules alone."""
        rules = assess(message.get(TEXT))
        understanding = message.get(UNDERSTANDING)
        content = load_yaml(FILE)
        found = model.probabilities(_without_rules(blocks_of([message])))[0]
        at_least = dict(zip(model.labels, map(float, found), strict=True))
        level = rules.level if message.get(CERTAIN) else settle(rules.level, at_least, content["danger"])
        topics = understanding["topics"] or choose(message.get(TOPIC_PROBABILITIES), content["topics"])
        about_self = understanding[INTENT]["name"] == "disclose_self"
        danger = describe(rules, level, topics, about_self=about_self)
        came = help_came(message.get(TEXT))
        write(message, danger=danger.as_dict(), help_came=came)
        if came == ONLY:
            # "the ambulance is here": told of the pupil, and unlike anything that the intents learn.
            write(message, intent={"name": CONCERN, "confidence": 1.0})
            set_intent(message, CONCERN, 1.0)
        intent = danger_intent(danger)
        if intent:
            set_intent(message, intent, 1.0)
            if not message.get(CERTAIN):
                write(message, topics=topics)


def _without_rules(blocks: Blocks) -> Blocks:
    """Leave out what the rules say: two views that are or-ed catch more when neither leans on the other.

    Measured on lines that neither was made from: with the rules' view 93 % of danger caught, without it 98 %.
    """
    return blocks[:-1]


def level_of_example(message: Message) -> str:
    """Give the danger level of a training example."""
    return str(((message.get("metadata") or {}).get(INTENT) or {}).get("danger") or "none")
