"""The Danish of courses and background: short, plain, and never a diagnosis, a treatment or a promise."""

import re
from pathlib import Path
from statistics import median

import yaml
from no_treatment import forbidden
from readability import lix

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "directory" / "learning"
SCHOOLS, DIGEST = ROOT / "directory" / "schools", ROOT / "directory" / "digest"
WRITTEN = ("title", "about", "at_school")

# What says that the school does none of it.
DENIED = {"Skolen er ikke et sted for behandling."}


def texts() -> list[str]:
    """Every text of the messages, the templates, the files of knowledge and the guide."""
    found = list(yaml.safe_load((APP / "messages.yml").read_text("utf-8")).values())
    found += [text for one in (SCHOOLS, DIGEST) for text in ours(one)]
    pages = [SCHOOLS / "templates" / "schools" / f"{name}.html" for name in ("skeleton", "charges")]
    for path in sorted((APP / "templates" / "learning").glob("*.html")) + pages:
        # What is between two tags stands by itself; a value that is filled in counts as one word.
        words = re.sub(r"{{.*?}}", "X", re.sub(r"{%.*?%}", "\n", path.read_text("utf-8")))
        found += re.sub(r"<[^>]+>", "\n", words).splitlines()
    for name in ("courses", "programmes"):
        rows = yaml.safe_load((ROOT / "knowledge" / f"{name}.yml").read_text("utf-8"))
        found += [row[field] for row in rows for field in WRITTEN if field in row]
    guide = (ROOT / "docs" / "kom-i-gang.md").read_text("utf-8")
    guide = re.sub(r"(?m)^#.*$", "", guide)
    found += re.sub(r"\n(?=[ ]*[a-zæøåA-ZÆØÅ])", " ", guide).splitlines()
    skeleton = yaml.safe_load((ROOT / "knowledge" / "plan_skeleton.yml").read_text("utf-8"))
    return found + [row[field] for row in skeleton for field in ("title", "question")]


def ours(folder: Path) -> list[str]:
    """The messages about skeleton, owners and group among those of another app."""
    read = yaml.safe_load((folder / "messages.yml").read_text("utf-8"))
    return [text for name, text in read.items() if name.startswith(("skeleton", "charge", "group", "meeting"))]


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
    assert {one.sentence for one in found} <= DENIED, [str(one) for one in found]
