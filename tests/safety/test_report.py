"""The report of `make safety`: what did not run or went wrong can never look as if it passed."""

import json
from pathlib import Path
from typing import Any

import pytest
from safety.report import main, read

GOOD: dict[str, Any] = {
    "safety/broken.json": {f"part {at}": {"acute": 7, "acute_max_seconds": 0.4, "wrong": []} for at in range(24)},
    "safety/broken_shared.json": {
        f"part {at}": {"acute": 18, "acute_max_seconds": 0.4, "wrong": []} for at in range(13)
    },
    "safety/treatment.json": {"messages": 500, "faults": [], "least": 0.85, "first": {"met": 0.9}},
    "safety/privacy.json": {
        "total_conversations": 300,
        "total_planted": 3000,
        "left_after_expiry": 0,
        "left_in_memory": {"name": 3},
        "names_removed_share": {"all": 0.97},
        "at_rest": {},
        "kept_after_delete": {},
        "wrong": [],
    },
    "safety/abuse.json": {"inputs": 20_000, "http": {"wrong": {}}, "inside": {"wrong": {}}},
    "safety/privacy_doors.json": {"total_conversations": 80, "total_planted": 800, "notes_opened": 70, "wrong": []},
    "safety/abuse_doors.json": {"inputs": 1_100, "wrong": {}},
    "audit.json": {"outcome": "no_data", "exit_code": 0},
}
JUNIT = '<testsuites><testsuite tests="{ran}" failures="{failed}" errors="0" skipped="1"/></testsuites>'


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """The files of a run in which all went well."""
    (tmp_path / "safety").mkdir()
    for name, found in GOOD.items():
        (tmp_path / name).write_text(json.dumps(found), "utf-8")
    for name in ("content", "danger", "api"):
        (tmp_path / "safety" / f"{name}.xml").write_text(JUNIT.format(ran=5, failed=0), "utf-8")
    return tmp_path


def spoil(results: Path, name: str, **values: Any) -> None:
    (results / name).write_text(json.dumps(GOOD[name] | values), "utf-8")


def test_all_well(results: Path) -> None:
    assert main([], results) == 0
    assert "Every demand is met." in (results / "safety" / "report.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("safety/broken.json", {"part 3": {"acute": 7, "acute_max_seconds": 1.2, "wrong": []}}),
        ("safety/broken.json", {"part 3": {"acute": 7, "acute_max_seconds": 0.2, "wrong": ["silence"]}}),
        ("safety/broken_shared.json", {"part 3": {"acute": 18, "acute_max_seconds": 0.2, "wrong": ["silence"]}}),
        ("safety/privacy_doors.json", {"wrong": ["inbox: a note: cpr"]}),
        ("safety/privacy_doors.json", {"total_conversations": 59}),
        ("safety/abuse_doors.json", {"wrong": {"Teams: silence": 1}}),
        ("safety/abuse_doors.json", {"inputs": 999}),
        ("safety/treatment.json", {"faults": ["træk vejret dybt"]}),
        ("safety/treatment.json", {"messages": 499}),
        ("safety/privacy.json", {"at_rest": {"log": 1}}),
        ("safety/privacy.json", {"left_in_memory": {"cpr": 1}}),
        ("safety/privacy.json", {"total_conversations": 299}),
        ("safety/abuse.json", {"inside": {"wrong": {"crash": 1}}}),
        ("safety/abuse.json", {"inputs": 19_999}),
        ("audit.json", {"outcome": "findings", "exit_code": 1}),
    ],
)
def test_one_fault_fails_the_whole(results: Path, name: str, values: dict[str, Any]) -> None:
    spoil(results, name, **values)
    assert main([], results) == 1


def test_a_failed_test_fails_the_whole(results: Path) -> None:
    (results / "safety" / "danger.xml").write_text(JUNIT.format(ran=5, failed=1), "utf-8")
    assert main([], results) == 1


@pytest.mark.parametrize("content", [None, "{}", "not json"])
def test_what_did_not_run_or_cannot_be_read_counts_as_failed(results: Path, content: str | None) -> None:
    path = results / "safety" / "privacy.json"
    path.unlink() if content is None else path.write_text(content, "utf-8")
    assert main([], results) == 1


def test_a_file_of_an_earlier_run_does_not_count(results: Path) -> None:
    later = (results / "audit.json").stat().st_mtime + 60
    assert {line.measured for line in read(results, later)} == {"not run"}
