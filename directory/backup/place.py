"""Where backups are written when no file is named."""

from pathlib import Path

from django.conf import settings
from django.utils.timezone import localtime


def new_file(begins: str) -> Path:
    """Return a path in var/backups with the time in its name; nothing is made."""
    return Path(settings.ROOT) / "var" / "backups" / f"{begins}-{localtime():%Y-%m-%d-%H%M%S}.jsonl.gz"
