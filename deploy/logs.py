"""Logs that cannot hold what a teacher wrote: other people's lines are cut down to where they come from."""

import json
import logging
import os
import sys
from datetime import UTC, datetime

OWN = ("bot", "actions", "directory", "deploy", "__main__")
LEFT_OUT = "a library's line, left out"


class WithoutTexts(logging.Formatter):
    """Writes our own lines as they are, and of a library's line only its place and the kind of error.

    Libraries put the message they worked on into their lines and their tracebacks. Our own lines are reviewed:
    they hold codes, counts and kinds of errors.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        start = f"{self.formatTime(record)} {record.levelname} {record.name}"
        said = _said(record) or f"{LEFT_OUT} ({_place(record)})"
        kind = _kind(record)
        return f"{start}: {said}" + (f" [{kind}]" if kind else "")


class AsJson(logging.Formatter):
    """The same, as one JSON object a line, for a collector of logs: no field has more than the plain line has."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "place": _place(record),
            "said": _said(record),
            "error": _kind(record),
        }
        return json.dumps({name: value for name, value in line.items() if value is not None}, ensure_ascii=False)


def _said(record: logging.LogRecord) -> str | None:
    """Return what one of our own lines says; None for a library's."""
    return record.getMessage() if record.name.split(".")[0] in OWN else None


def _place(record: logging.LogRecord) -> str:
    return f"{record.module}:{record.lineno}"


def _kind(record: logging.LogRecord) -> str | None:
    kind = record.exc_info[0] if record.exc_info else None
    return kind.__name__ if kind else None


def keep_texts_out() -> None:
    """Make every logger of this process write that way, from level WARNING; call it after the libraries are loaded.

    An error that nobody catches is told by its kind alone too. With VEJVISER_LOG=json each line is a JSON object.
    """
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(AsJson() if os.environ.get("VEJVISER_LOG") == "json" else WithoutTexts())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    for known in list(logging.Logger.manager.loggerDict.values()):
        if isinstance(known, logging.Logger):
            known.handlers, known.propagate = [], True
            known.setLevel(logging.NOTSET)
    logging.captureWarnings(True)
    logging.raiseExceptions = False
    sys.excepthook = _tell_kind


def _tell_kind(kind: type[BaseException], error: BaseException, trace: object) -> None:
    logging.getLogger("deploy.logs").critical("stopped by an error: %s", kind.__name__)
