"""A small learned reader of a place's role: logistic regression over the features of `place_features.py`."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

# How much more likely another role must be before it goes against the rules; chosen by cross-validation over the
# training lines (data/places).
_FOR_THE_RULES = 0.1


@dataclass(frozen=True)
class RoleModel:
    """What speaks for each role: an offset, and a weight for every feature (in the order of `roles`)."""

    roles: tuple[str, ...]
    offsets: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]

    def choose(self, features: Set[str], rule: str) -> str:
        """Choose the role of one place.

        :param features: the features of the place
        :param rule: the role that the rules give it, which wins when it is about as likely
        :return: `home`, `school`, `other` or `rejected`
        """
        known = [self.weights[name] for name in sorted(features) if name in self.weights]
        scores = [sum(column) for column in zip(self.offsets, *known, strict=True)]
        likely = [1 / (1 + math.exp(-score)) for score in scores]
        total = sum(likely)
        shares = {role: part / total for role, part in zip(self.roles, likely, strict=True)}
        return max(shares, key=lambda role: shares[role] + _FOR_THE_RULES * (role == rule))


def read_roles(model: RoleModel | None, features: Sequence[Set[str]], rules: Sequence[str]) -> list[str]:
    """Give the role of each place of a message: the model's, or the rules' own when there is no model."""
    if model is None:
        return list(rules)
    return [model.choose(seen, rule) for seen, rule in zip(features, rules, strict=True)]
