"""The texts of `bot/responses/`, read as plain YAML: the same files that Rasa merges into its domain.

What a channel alone says stands in `bot/responses/channels/`: Rasa and the model know nothing of it.
"""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

RESPONSES = Path(__file__).resolve().parent / "responses"


class TextError(LookupError):
    """A response file is wrong, or a text is missing from all of them."""


@cache
def load_responses() -> dict[str, list[dict[str, Any]]]:
    """Read every response file once.

    Returns:
        Response name to its variants, each with `text` and perhaps `buttons` and `metadata`.

    Raises:
        TextError: a file is not YAML, has no `responses`, or repeats a name of another file.
    """
    responses: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(RESPONSES.rglob("*.yml")):
        try:
            found = yaml.safe_load(path.read_text(encoding="utf-8"))["responses"]
        except (yaml.YAMLError, KeyError, TypeError) as error:
            raise TextError(f"{path.name}: not YAML with a 'responses' key ({error})") from error
        for name, variants in found.items():
            if name in responses:
                raise TextError(f"{path.name}: {name} also stands in another response file")
            responses[name] = variants
    return responses


def response(name: str) -> dict[str, Any]:
    """Return the first variant of a response.

    Args:
        name: its name, such as `utter_acute`.

    Raises:
        TextError: no file has it.
    """
    try:
        return load_responses()[name][0]
    except (KeyError, IndexError) as error:
        raise TextError(f"{name} is in no file of bot/responses") from error


def text(name: str, **values: str) -> str:
    """Return the text of a response, with `{key}` replaced by each given value.

    Args:
        name: its name, such as `utter_acute`.
        values: what to put in place of the braces.

    Raises:
        TextError: no file has it.
    """
    words = str(response(name)["text"])
    for key, value in values.items():
        words = words.replace("{" + key + "}", value)
    return words
