"""The one error of a backup that cannot be taken or restored."""

from directory.messages import message


class BackupError(Exception):
    """Nothing was changed. The text says in Danish what is wrong and what to do."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(message(f"backup_{code}", **values))
