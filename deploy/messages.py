"""The Danish lines for the person who starts Vejviser; they stand in messages.yml."""

from functools import cache
from pathlib import Path

import yaml


@cache
def _texts() -> dict[str, str]:
    texts: dict[str, str] = yaml.safe_load(Path(__file__).with_name("messages.yml").read_text("utf-8"))
    return texts


def message(code: str, **values: object) -> str:
    """Return the line with that code, with the values filled in.

    Raises:
        KeyError: no such code, or a value is missing.
    """
    return _texts()[code].format(**values)
