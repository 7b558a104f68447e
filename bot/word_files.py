"""Read the word lists of `knowledge/` and say in Danish what is wrong with them."""

from __future__ import annotations

from functools import cache
from typing import Any

from bot.text import KnowledgeError, load_yaml


@cache
def load_words(name: str, *fields: str) -> dict[str, Any]:
    """Read a file of word lists.

    :param name: file name in the knowledge folder, such as `people.yml`
    :param fields: the fields it must have
    :return: what the file holds
    :raises KnowledgeError: when the file or a field is missing, or YAML has read a word as something else
    """
    data = load_yaml(name)
    if not isinstance(data, dict):
        raise KnowledgeError(f"{name}: filen skal bestå af felter med lister. Se en tidligere udgave.")
    for field in fields:
        if field not in data:
            raise KnowledgeError(f"{name}: {field}: feltet mangler. Sæt det ind igen.")
        _check_words(f"{name}: {field}", data[field])
    return data


def _check_words(where: str, value: Any) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _check_words(f"{where}: {key}", inner)
    elif isinstance(value, list):
        for inner in value:
            _check_words(where, inner)
    elif value is None or isinstance(value, bool):
        # YAML reads an unquoted No, On or True as yes or no.
        raise KnowledgeError(f"{where}: »{value}« er ikke læst som et ord. Sæt anførselstegn om ordet.")
