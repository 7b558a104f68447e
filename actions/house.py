"""What every action needs and is made once: the knowledge, the directory client, and which school is asked for."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from rasa_sdk import Tracker

from actions.directory_client import DirectoryClient
from actions.guidance.concern import Concern
from actions.guidance.load import Knowledge, load_knowledge
from actions.guidance.told_to import concern_told

FOLDER = Path(__file__).resolve().parent.parent / "knowledge"
DEFAULT_SCHOOL = "eksempelskolen"


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """Return all of `knowledge/`, read once.

    Raises:
        KnowledgeError: a file is wrong; the message names file, entry and field.
    """
    return load_knowledge(FOLDER)


@lru_cache(maxsize=1)
def directory() -> DirectoryClient:
    """Return the one client, so that its connections are reused."""
    return DirectoryClient()


def school_of(tracker: Tracker) -> str:
    """Return the slug of the school whose page the teacher opened, or the default school.

    The channel puts it into the metadata of every message.
    """
    latest: dict[str, Any] = tracker.latest_message or {}
    chosen = (latest.get("metadata") or {}).get("school")
    return str(chosen or os.environ.get("VEJVISER_SCHOOL", DEFAULT_SCHOOL))


def concern_of(tracker: Tracker) -> Concern:
    """Return what the conversation has told, and by whom it is told where that is not the teacher."""
    return concern_told(tracker.events, knowledge())
