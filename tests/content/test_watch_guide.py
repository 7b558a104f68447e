"""The guide for who watches Vejviser (docs/overvaagning.md): easy to read, and true of the alerts there are."""

import re
import statistics
from pathlib import Path

import yaml
from readability import lix

from actions import measures as of_actions
from bot import measures as of_bot

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "overvaagning.md").read_text("utf-8")
CODES = set(re.findall(r"`([^`\n]+)`", GUIDE))


def test_it_is_easy_to_read() -> None:
    said = re.sub(r"`[^`]*`", "X", GUIDE)
    parts = [part for part in said.split("\n\n") if len(part) > 60 and not part.lstrip().startswith("|")]
    assert statistics.median(map(lix, parts)) <= 34
    assert all(len(sentence.split()) <= 17 for part in parts for sentence in re.split(r"(?<=[.])\s|\n", part))


def test_every_degree_of_alert_is_told_of() -> None:
    groups = yaml.safe_load((ROOT / "deploy" / "prometheus" / "alerts.yml").read_text("utf-8"))["groups"]
    assert {rule["labels"]["alvor"] for group in groups for rule in group["rules"]} <= CODES


def test_every_fault_that_it_names_is_one_and_none_is_left_out() -> None:
    assert set(of_bot.AT_FAULT) | {"copy", "slow", "away", "refused"} <= CODES
    assert {"copy", "slow", "away", "refused"} <= set(of_actions.ANSWERS)


def test_every_file_that_it_names_is_there() -> None:
    named = {code for code in CODES if code.startswith("deploy/")}
    assert len(named) >= 3 and all((ROOT / name).exists() for name in named)
