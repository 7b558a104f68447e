"""The Danish messages of the directory stand in messages.yml, so that they can be reread in one place."""

from functools import cache
from pathlib import Path

import yaml


@cache
def _texts() -> dict[str, str]:
    texts: dict[str, str] = yaml.safe_load(Path(__file__).with_name("messages.yml").read_text("utf-8"))
    return texts


def message(code: str, **values: object) -> str:
    """Return the message with that code, with the values filled in.

    Raises:
        KeyError: no such code, or a value is missing.
    """
    return _texts()[code].format(**values)
