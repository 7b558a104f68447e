"""The guide for a school's IT (docs/drift.md): easy to read, and it names nothing that is not there."""

import re
import statistics
from pathlib import Path

import yaml
from readability import lix

from deploy import make_secrets

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "drift.md").read_text("utf-8")
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yml").read_text("utf-8"))
CODES = re.findall(r"`([^`\n]+)`", GUIDE)


def test_it_is_easy_to_read() -> None:
    said = re.sub(r"`[^`]*`", "X", GUIDE)
    parts = [part for part in said.split("\n\n") if len(part) > 60 and not part.lstrip().startswith("|")]
    assert statistics.median(map(lix, parts)) <= 34


def test_every_make_command_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z-]+)", GUIDE))
    assert named and named <= targets


def test_every_file_of_deploy_is_there() -> None:
    named = {code for code in CODES if code.startswith("deploy/") and "secrets" not in code}
    assert named
    for name in named - {"deploy/vejviser.env"}:
        assert (ROOT / name).exists(), name


def test_every_key_that_can_be_changed_is_told_of() -> None:
    table = GUIDE.split("## Skift en nøgle")[1].split("\n## ")[0]
    named = set(re.findall(r"`([a-z_]+)`", table))
    made = {f"vejviser_{name}" for name in (*make_secrets.MADE, "redis", "database")}
    assert made | {"redis_password", "database_password", "tls_certificate", "tls_key"} <= named
    assert named <= set(COMPOSE["secrets"])


def test_every_task_is_told_of_by_its_name() -> None:
    tasks = {name for name, service in COMPOSE["services"].items() if "tasks" in service.get("profiles", ())}
    table = GUIDE.split("### Faste opgaver")[1].split("\n## ")[0]
    assert tasks == set(re.findall(r"^\| `([a-z_]+)`", table, re.MULTILINE))


def test_every_service_that_a_command_names_is_there() -> None:
    named = set(re.findall(r"(?:logs|--no-deps|--rm) ([a-z_]+)", GUIDE))
    assert {"bot_a", "migrate", "backup"} <= named <= set(COMPOSE["services"])
