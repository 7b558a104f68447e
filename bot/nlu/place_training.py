"""Train the reader of roles when it is loaded: its lines are data (`data/places/*.yml`), nothing trained is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import yaml
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.nlu.place_index import DEFAULT_FOLDER
from bot.nlu.place_role_model import RoleModel
from bot.nlu.places import PlaceFinder
from bot.text import KnowledgeError

DEFAULT_LINES = Path(__file__).resolve().parents[2] / "data" / "places"
# How freely the weights may grow; chosen by cross-validation over the lines.
_FREEDOM = 1.0


def trained_finder(folder: Path = DEFAULT_FOLDER, lines: Path = DEFAULT_LINES) -> PlaceFinder:
    """Give a finder that has learned the roles; takes about a second.

    :param folder: the folder with the places
    :param lines: the folder with the training lines
    :return: the finder; the same files always give the same one
    :raises KnowledgeError: when a file is missing or wrong
    """
    finder = PlaceFinder(folder)
    finder.model = train(finder, read_lines(lines))
    return finder


def read_lines(folder: Path = DEFAULT_LINES) -> dict[str, list[str]]:
    """Read the training lines.

    :param folder: the folder with the YAML files
    :return: for each message its places in order, each as "<codes> <role>"
    :raises KnowledgeError: when there is no file, or one is not as it should be
    """
    lines: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.yml")):
        try:
            lines |= yaml.safe_load(path.read_text(encoding="utf-8"))["messages"]
        except (yaml.YAMLError, KeyError, TypeError) as error:
            raise KnowledgeError(
                f"places/{path.name}: filen kan ikke læses. Se en tidligere udgave: {error}"
            ) from error
    if not lines:
        raise KnowledgeError("data/places: der er ingen linjer at lære af. Læg filerne tilbage.")
    return lines


def train(finder: PlaceFinder, lines: Mapping[str, Sequence[str]]) -> RoleModel:
    """Learn the roles from lines whose roles are known.

    :param finder: finds the places and what stands around them
    :param lines: for each message its places in order, each as "<codes> <role>"
    :return: the trained model; a line whose places are no longer found teaches nothing
    """
    examples: list[list[str]] = []
    roles: list[str] = []
    for text, places in lines.items():
        features = finder.features(text)
        if len(features) == len(places):
            examples.extend(sorted(seen) for seen in features)
            roles.extend(place.split()[-1] for place in places)
    rows: dict[str, int] = {}
    columns = [rows.setdefault(name, len(rows)) for names in examples for name in names]
    ends = np.cumsum([0, *map(len, examples)])
    matrix = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(examples), len(rows)))
    fitted = LogisticRegression(C=_FREEDOM, solver="liblinear", tol=1e-2, random_state=1).fit(matrix, roles)
    weights = {name: tuple(fitted.coef_[:, row].tolist()) for name, row in rows.items()}
    return RoleModel(tuple(fitted.classes_.tolist()), tuple(fitted.intercept_.tolist()), weights)
