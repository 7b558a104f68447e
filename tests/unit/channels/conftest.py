"""Rules of danger and redaction that a test can read at a glance, in place of the real ones."""

import re
from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from bot.channels import door, turn


@dataclass(frozen=True)
class FakeDanger:
    level: str = "none"
    kinds: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


def fake_assess(text: str) -> FakeDanger:
    kinds = ("self",) if "om mig" in text else ("selvmord",)
    for level in ("acute", "urgent", "check"):
        if f"fare:{level}" in text:
            return FakeDanger(level, kinds)
    return FakeDanger()


def fake_redact(text: str) -> SimpleNamespace:
    without_cpr = re.sub(r"\d{6}-\d{4}", "[cpr]", text)
    without_name = without_cpr.replace("Mads", "[navn]")
    removed = ["cpr"] * (without_cpr != text) + ["name"] * (without_name != without_cpr)
    return SimpleNamespace(text=without_name, removed=removed)


@pytest.fixture(autouse=True)
def readable_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """`fare:acute` in a text is acute danger, and so on; "om mig" makes it the writer's own."""
    monkeypatch.setattr(door, "assess", fake_assess)
    monkeypatch.setattr(turn, "assess", fake_assess)
    monkeypatch.setattr(door, "redact", fake_redact)
