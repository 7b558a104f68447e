"""Which fixed text a danger of today gets: data alone, for a door that knows neither the pupil's age nor the hour."""

from __future__ import annotations

from collections.abc import Sequence

from bot.text import load_yaml

FILE = "danger_paths.yml"


def urgent_text(kinds: Sequence[str]) -> tuple[str, str]:
    """Choose the text for a danger that must be handled today (`actions.guidance.danger` does so with more known).

    :param kinds: the kinds of the danger
    :return: the response's name, and what stands in its `{contact}`: whom to call whatever the age and the hour
    :raises KnowledgeError: when knowledge/danger_paths.yml is wrong
    """
    content = load_yaml(FILE)
    fitting = [path for path in content["paths"] if set(path["kinds"]) & set(kinds)]
    chosen = fitting[0] if fitting else content["default"]
    kept = [path["keep"] for path in fitting[1:]][: content["most_kept"]]
    return chosen["response"], " ".join([content["contacts"][chosen["contact"]]["unsure"], *kept])
