"""The one error of a wrong knowledge file."""

from directory.messages import message


class KnowledgeError(Exception):
    """A knowledge file is wrong. The text names file, entry and field, and says what to do."""

    def __init__(self, file: str, entry: str, field: str, code: str, **values: object) -> None:
        super().__init__(": ".join(part for part in (file, entry, field, message(code, **values)) if part))
