"""The Danish of the inbox's first triage: short and plain, as everywhere in Vejviser."""

import re
from pathlib import Path
from statistics import median

import yaml
from readability import lix

ROOT = Path(__file__).resolve().parents[2]
HANDOVERS = ROOT / "directory" / "handovers"
PAGES = ("triage.html", "row.html", "inbox.html", "one.html")


def sentences() -> list[str]:
    """Every sentence of what a counsellor reads there, and of the guide to it."""
    texts = [*yaml.safe_load((HANDOVERS / "messages.yml").read_text("utf-8")).values()]
    texts = [text for text in texts if "VEJVISER_" not in text]
    for name in PAGES:
        words = (HANDOVERS / "templates" / "handovers" / name).read_text("utf-8")
        # What is between two tags stands by itself; a value that is filled in counts as one word.
        words = re.sub(r"{{.*?}}", "X", re.sub(r"{%.*?%}", "\n", words))
        texts += re.sub(r"<[^>]+>", "\n", words).splitlines()
    guide = (ROOT / "docs" / "overlevering.md").read_text("utf-8").split("## Det skal der til")[0]
    texts += [line for line in re.sub(r"\n(?=[a-zæøåA-ZÆØÅ])", " ", guide).splitlines() if not line.startswith("|")]
    parts = (part for text in texts for part in re.split(r"(?<=[.!?:])\s+|\n", text))
    return [part.strip() for part in parts if len(part.split()) > 2]


def test_sentences_are_short_and_easy() -> None:
    found = sentences()
    assert len(found) > 80
    assert not [one for one in found if len(re.findall(r"[^\W_][\w-]*", one)) > 16]
    assert median(lix(one) for one in found) <= 34
