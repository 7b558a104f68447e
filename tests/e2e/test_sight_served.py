"""What the dashboard and the alerts ask for is served by the real processes, under that name and with those labels."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from house import NAMES, House
from prometheus_client.parser import text_string_to_metric_families
from talk import NO_DANGER, Talk

pytestmark = pytest.mark.slow

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
# A name with what must hold of its labels, and the labels that an answer is divided by.
ASKED = re.compile(r"\b(vejviser_[a-z_]+|process_[a-z_]+)(?:\{([^}]*)\})?")
BY = re.compile(r"\bby \(([a-z, ]+)\)")
# Prometheus itself gives these to all it fetches.
GIVEN = {"job", "instance", "le"}
# Served by a bot with Teams alone (tests/unit/bot/test_measures.py).
TEAMS = re.compile(r"vejviser_teams_")
# A figure has no line before something has gone wrong; its name is told all the same.
UNTIL_WRONG = {"vejviser_turn_faults_total", "vejviser_refusals_total", "vejviser_register_faults_total"}


def asked() -> Iterator[str]:
    """Every question of the dashboard and the alerts."""

    def of(panels: list[dict[str, Any]]) -> Iterator[str]:
        for panel in panels:
            yield from (target["expr"] for target in panel.get("targets", []))
            yield from of(panel.get("panels", []))

    yield from of(json.loads((DEPLOY / "grafana" / "dashboard.json").read_text("utf-8"))["panels"])
    for group in yaml.safe_load((DEPLOY / "prometheus" / "alerts.yml").read_text("utf-8"))["groups"]:
        yield from (rule["expr"] for rule in group["rules"])


def served(house: House) -> tuple[set[str], dict[str, set[str]]]:
    """The names that are told of, and of each line's name the labels it has."""
    names: set[str] = set()
    labels: dict[str, set[str]] = {}
    for part in NAMES:
        for family in text_string_to_metric_families(house.figures(part)):
            ends = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}.get(family.type, ("",))
            names |= {family.name + end for end in ends}
            for sample in family.samples:
                labels.setdefault(sample.name, set()).update(sample.labels)
    return names, labels


def test_every_name_and_label_that_is_asked_for_is_served(house: House) -> None:
    Talk(house).until_plan("han ryger hash hver dag, er 19 og bor i Ikast", NO_DANGER)
    house.say("navn", "Mads på telefon 12 34 56 78 er tit væk")
    house.say("fare", "hun har taget en masse piller")
    names, labels = served(house)
    found = 0
    for question in asked():
        by = {label.strip() for given in BY.findall(question) for label in given.split(",")}
        for name, matched in ASKED.findall(question):
            if TEAMS.match(name):
                continue
            assert name in names, (name, question)
            if name not in UNTIL_WRONG:
                wanted = by | set(re.findall(r"(\w+)\s*=", matched))
                assert wanted - GIVEN <= labels.get(name, set()), (name, question)
                found += 1
    assert found > 30
