"""The Danish of the pages of ties: short and plain, as everywhere in Vejviser."""

import re
from pathlib import Path
from statistics import median

import yaml
from readability import lix

ROOT = Path(__file__).resolve().parents[2]
TIES = ROOT / "directory" / "ties"


def sentences() -> list[str]:
    """Every sentence of messages, questions, templates and the guide."""
    questions = yaml.safe_load((TIES / "questions.yml").read_text("utf-8"))
    texts = [*yaml.safe_load((TIES / "messages.yml").read_text("utf-8")).values(), questions["reached"]]
    texts += [item["text"] for item in questions["items"]]
    for path in sorted((TIES / "templates" / "ties").glob("*.html")):
        # What is between two tags stands by itself; a value that is filled in counts as one word.
        words = re.sub(r"{{.*?}}", "X", re.sub(r"{%.*?%}", "\n", path.read_text("utf-8")))
        texts += re.sub(r"<[^>]+>", "\n", words).splitlines()
    guide = (ROOT / "docs" / "relationer.md").read_text("utf-8")
    texts += [line for line in re.sub(r"\n(?=[a-zæøåA-ZÆØÅ])", " ", guide).splitlines() if not line.startswith("|")]
    parts = (part for text in texts for part in re.split(r"(?<=[.!?:])\s+|\n", text))
    return [part.strip() for part in parts if len(part.split()) > 2]


def test_sentences_are_short_and_easy() -> None:
    found = sentences()
    assert len(found) > 100
    assert not [one for one in found if len(re.findall(r"[^\W_][\w-]*", one)) > 15]
    assert median(lix(one) for one in found) <= 34
