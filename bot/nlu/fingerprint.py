"""What the trained parts depend on besides their own source: Rasa's training cache must see it change."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_FILES = ("bot/*.py", "bot/nlu/*.py", "bot/safety/*.py", "knowledge/*.yml", "knowledge/lexicon/*/*.txt")


@cache
def inputs_digest() -> str:
    """Give a digest of the code and knowledge that features are made of.

    Rasa's cache keys a component by its class's source and its config alone, so that a changed lexicon would be
    answered with old weights for new features.

    :return: hex digest that changes with any of the files
    """
    digest = hashlib.sha256()
    for pattern in _FILES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()
