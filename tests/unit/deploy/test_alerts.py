"""The alerts and the dashboard: only figures there are, each alert with what to do, tried by Prometheus' own tool."""

import json
import re
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.metrics import MetricWrapperBase
from readability import lix

from actions import measures as of_actions
from bot import measures as of_bot

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "deploy" / "prometheus"
ALERTS: list[dict[str, Any]] = [
    rule for group in yaml.safe_load((FOLDER / "alerts.yml").read_text("utf-8"))["groups"] for rule in group["rules"]
]
DASHBOARD = json.loads((ROOT / "deploy" / "grafana" / "dashboard.json").read_text("utf-8"))
NAME = re.compile(r"\b(vejviser_[a-z_]+|probe_[a-z_]+|up)\b")
# Of Prometheus itself and of blackbox_exporter.
OF_OTHERS = {"up", "probe_success", "probe_ssl_earliest_cert_expiry"}
# What is asked at the moment it is told: by class, not by name, or in the directory, which needs Django.
SOURCES = ("bot/measures.py", "bot/channels/teams/health.py", "directory/measures.py", "directory/standing.py")


def measured() -> set[str]:
    """Every name that is served."""
    found = {f"vejviser_teams_{name}" for name in ("delivered", "undelivered", "acute_waiting")}
    for module in (of_bot, of_actions):
        for made in vars(module).values():
            if isinstance(made, MetricWrapperBase):
                found |= _served(made._name, str(made._type))
    for path in SOURCES:
        text = (ROOT / path).read_text("utf-8")
        for kind, name in re.findall(r'(Counter|Histogram|GaugeMetricFamily)\(\s*"(vejviser_[a-z_]+)"', text):
            found |= _served(name, kind.lower())
        found |= {f"vejviser_{name}" for name in re.findall(r'"(teams_[a-z_]+)"', text)}
    return found


def _served(name: str, kind: str) -> set[str]:
    ends = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}
    return {name + end for end in ends.get(kind, ("",))}


def questions(panels: list[dict[str, Any]]) -> Iterator[str]:
    """Every question that the dashboard asks."""
    for panel in panels:
        yield from (target["expr"] for target in panel.get("targets", []))
        yield from questions(panel.get("panels", []))


def test_the_alerts_ask_only_for_what_is_measured() -> None:
    asked = {name for rule in ALERTS for name in NAME.findall(rule["expr"])}
    assert asked and asked <= measured() | OF_OTHERS


def test_the_dashboard_asks_only_for_what_is_measured() -> None:
    asked = {name for question in questions(DASHBOARD["panels"]) for name in NAME.findall(question)}
    assert len(asked) > 15 and asked <= measured() | OF_OTHERS


def test_codes_that_are_asked_for_are_codes_that_there_are() -> None:
    known = {
        *of_bot.OUTCOMES, *of_bot.LEVELS, *of_bot.STATES, *of_bot.INTENTS, *of_bot.REFUSALS, *of_bot.AT_FAULT, "other",
        *of_bot.PARTS, "rasa", *of_bot.CHANNELS, *of_actions.ANSWERS, *of_actions.OUTCOMES,
        "untaken", "late", "unmailed", "yes", "no", "expired", "unconfirmed", "confirmed", "ageing", "database",
    }  # fmt: skip
    every = [rule["expr"] for rule in ALERTS] + list(questions(DASHBOARD["panels"]))
    labels = "outcome|level|state|intent|code|part|answer|why|crisis|channel"
    for question in every:
        for codes in re.findall(rf'(?:{labels})=~?"([^"]+)"', question):
            assert set(codes.split("|")) <= known, question


@pytest.mark.parametrize("rule", ALERTS, ids=[rule["alert"] for rule in ALERTS])
def test_every_alert_says_what_happened_and_what_to_do(rule: dict[str, Any]) -> None:
    assert set(rule["annotations"]) == {"hvad", "goer"} and rule["labels"]["alvor"] in ("ring", "i_dag", "denne_uge")
    sentences = re.split(r"(?<=[.])\s", f"{rule['annotations']['hvad']} {rule['annotations']['goer']}")
    assert all(len(sentence.split()) <= 17 for sentence in sentences), sentences


def test_the_alerts_are_plain() -> None:
    assert statistics.median(lix(" ".join(rule["annotations"].values())) for rule in ALERTS) <= 34


def test_what_can_cost_a_life_rings() -> None:
    rings = {rule["alert"] for rule in ALERTS if rule["labels"]["alvor"] == "ring"}
    assert {"FareIkkeLaest", "FareSvaretForSent", "IngenBotKlar", "SidenVaek", "TeamsFareVenter"} <= rings


def test_every_panel_has_a_place_of_its_own_and_asks_nothing_of_a_school() -> None:
    places = [panel["gridPos"] for panel in DASHBOARD["panels"]]
    cells = [
        (x, y) for at in places for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])
    ]
    assert len(cells) == len(set(cells)) and max(x for x, _ in cells) < 24
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(places)
    assert not re.search(r"school|municipality|sender|address", json.dumps(DASHBOARD))


@pytest.fixture(scope="module")
def promtool() -> str:
    found = subprocess.run(["deploy/promtool.sh"], cwd=ROOT, capture_output=True, text=True, check=False)
    if found.returncode:
        pytest.skip(found.stderr.strip())
    return found.stdout.strip()


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_prometheus_reads_the_settings_and_the_alerts(promtool: str) -> None:
    assert f"{len(ALERTS)} rules found" in run(promtool, "check", "config", str(FOLDER / "prometheus.yml"))


def test_prometheus_reads_the_settings_for_kubernetes(promtool: str, tmp_path: Path) -> None:
    # Debian's tool is built without Kubernetes: where to look is left out, and the rest is read.
    settings = yaml.safe_load((FOLDER / "kubernetes.yml").read_text("utf-8"))
    for job in settings["scrape_configs"]:
        assert job.pop("kubernetes_sd_configs")
    settings["rule_files"] = [str(FOLDER / "alerts.yml")]
    path = tmp_path / "prometheus.yml"
    path.write_text(yaml.safe_dump(settings), "utf-8")
    run(promtool, "check", "config", str(path))


def test_the_alerts_wake_whom_they_should_and_nobody_else(promtool: str) -> None:
    run(promtool, "test", "rules", str(FOLDER / "alerts_test.yml"))


def test_prometheus_understands_every_question_of_the_dashboard(promtool: str, tmp_path: Path) -> None:
    asked = [question.replace("$__rate_interval", "2m") for question in questions(DASHBOARD["panels"])]
    rules = [{"record": f"asked:{number}", "expr": question} for number, question in enumerate(asked)]
    path = tmp_path / "rules.yml"
    path.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}), "utf-8")
    assert f"{len(asked)} rules found" in run(promtool, "check", "rules", str(path))
