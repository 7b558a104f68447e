"""The bot as it is, in front of `privacy_engine`; its own door fails when the file VEJVISER_BREAK says `door`."""

import os
import sys
from pathlib import Path

from bot import serve
from bot.channels import door
from bot.redaction import Redacted, redact

BREAK = Path(os.environ["VEJVISER_BREAK"])


def breaking_redact(text: str) -> Redacted:
    """Fail with the worst error there is: one that holds the message as it was typed."""
    if BREAK.exists() and BREAK.read_text("utf-8") == "door":
        raise ValueError(f"scripted failure: {text}")
    return redact(text)


if __name__ == "__main__":
    door.redact = breaking_redact  # type: ignore[attr-defined]
    serve.main((sys.executable, str(Path(__file__).with_name("privacy_engine.py"))))
