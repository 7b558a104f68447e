"""Danish lines for the people who run Vejviser, kept in YAML files so that they can be reread in one place."""

from functools import cached_property
from pathlib import Path

import yaml


class Messages:
    """The lines of one file, read at first use."""

    def __init__(self, path: Path) -> None:
        """Name the file.

        Args:
            path: a YAML file of codes and lines.
        """
        self._path = path

    @cached_property
    def _texts(self) -> dict[str, str]:
        texts: dict[str, str] = yaml.safe_load(self._path.read_text("utf-8"))
        return texts

    def __call__(self, code: str, **values: object) -> str:
        """Return the line with that code, with the values filled in.

        Raises:
            KeyError: no such code, or a value is missing.
        """
        return self._texts[code].format(**values)


message = Messages(Path(__file__).with_name("messages.yml"))
