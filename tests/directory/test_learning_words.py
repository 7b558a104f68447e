"""The Danish of courses and background: short, plain, and never a diagnosis, a treatment or a promise."""

import re
from pathlib import Path
from statistics import median

import yaml
from no_treatment import forbidden
from readability import lix

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "directory" / "learning"
WRITTEN = ("title", "about", "at_school")


def texts() -> list[str]:
    """Every text of the messages, the templates and the two files of knowledge."""
    found = list(yaml.safe_load((APP / "messages.yml").read_text("utf-8")).values())
    for path in sorted((APP / "templates" / "learning").glob("*.html")):
        # What is between two tags stands by itself; a value that is filled in counts as one word.
        words = re.sub(r"{{.*?}}", "X", re.sub(r"{%.*?%}", "\n", path.read_text("utf-8")))
        found += re.sub(r"<[^>]+>", "\n", words).splitlines()
    for name in ("courses", "programmes"):
        rows = yaml.safe_load((ROOT / "knowledge" / f"{name}.yml").read_text("utf-8"))
        found += [row[field] for row in rows for field in WRITTEN if field in row]
    return found


def sentences() -> list[str]:
    parts = (part for text in texts() for part in re.split(r"(?<=[.!?:])\s+|\n", text))
    return [part.strip() for part in parts if len(part.split()) > 2]


def test_sentences_are_short_and_easy() -> None:
    found = sentences()
    assert len(found) > 60
    assert not [one for one in found if len(re.findall(r"[^\W_][\w-]*", one)) > 15]
    assert median(lix(one) for one in found) <= 34


def test_nothing_treats_diagnoses_guesses_or_promises() -> None:
    found = [one for text in texts() for one in forbidden(text)]
    # The one sentence that says that the school does none of it.
    assert {one.sentence for one in found} <= {"Skolen stiller ingen diagnose."}, [str(one) for one in found]
