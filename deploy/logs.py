"""Logs that cannot hold what a teacher wrote: other people's lines are cut down to where they come from."""

import logging
import sys

OWN = ("bot", "actions", "deploy", "__main__")


class WithoutTexts(logging.Formatter):
    """Writes our own lines as they are, and of a library's line only its place and the kind of error.

    Libraries put the message they worked on into their lines and their tracebacks. Our own lines are reviewed:
    they hold codes, counts and kinds of errors.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
        start = f"{self.formatTime(record)} {record.levelname} {record.name}"
        place = f"{record.module}:{record.lineno}"
        own = record.name.split(".")[0] in OWN
        said = record.getMessage() if own else f"a library's line, left out ({place})"
        kind = record.exc_info[0] if record.exc_info else None
        return f"{start}: {said}" + (f" [{kind.__name__}]" if kind else "")


def keep_texts_out() -> None:
    """Make every logger of this process write that way, from level WARNING; call it after the libraries are loaded.

    An error that nobody catches is told by its kind alone too.
    """
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(WithoutTexts())
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
