"""The audit tells findings, nothing found, and no advisory data apart.

`recorded/` is what pip-audit 2.10.1 wrote for three of our packages and the two canaries: `no_data` and `no_connection`
as they came, `findings` and `nothing` with a stand-in for the package index, since none could be reached.
"""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from deploy.audit import (
    CANARY,
    FINDINGS,
    LOCK,
    Accepted,
    AuditError,
    Verdict,
    judge,
    pins,
    read_accepted,
    read_scan,
    report,
)

ROOT = Path(__file__).resolve().parents[3]
RECORDED = Path(__file__).parent / "recorded"
LOCKED = {"protobuf": "4.23.3", "requests": "2.34.2", "setuptools": "70.3.0"}
CANARIES = pins(CANARY.read_text("utf-8"))
TODAY = date(2026, 11, 22)
SETUPTOOLS = Accepted("setuptools", "70.3.0", "CVE-2025-47273", date(2027, 5, 22))
PROTOBUF = Accepted("protobuf", "4.23.3", "CVE-2025-4565", date(2027, 5, 22))


def verdict(recorded: str, *accepted: Accepted, today: date = TODAY) -> Verdict:
    scan = read_scan((RECORDED / f"{recorded}.json").read_text("utf-8"), "")
    return judge(scan, accepted, LOCKED, CANARIES, today)


def test_a_new_finding_fails_and_is_named() -> None:
    found = verdict("findings", PROTOBUF)
    assert (found.outcome, found.exit_code) == ("findings", 1)
    assert [finding.package for finding in found.new] == ["setuptools"]
    said = "\n".join(report(found, 3))
    assert "FUND: setuptools 70.3.0: CVE-2025-47273" in said and "rettet i: 78.1.1" in said


def test_an_argued_finding_passes_by_its_id_or_its_alias() -> None:
    # pip-audit calls the one in setuptools by its PYSEC id, with the CVE as alias.
    found = verdict("findings", PROTOBUF, SETUPTOOLS)
    assert (found.outcome, found.exit_code, len(found.argued)) == ("nothing_found", 0, 2)


def test_an_argument_for_another_version_does_not_count() -> None:
    found = verdict("findings", SETUPTOOLS, Accepted("protobuf", "4.23.2", "CVE-2025-4565", date(2027, 5, 22)))
    assert [finding.package for finding in found.new] == ["protobuf"] and found.exit_code == 1


def test_nothing_found_counts_only_when_the_canaries_were_reported() -> None:
    found = verdict("nothing")
    assert (found.outcome, found.exit_code) == ("nothing_found", 0)
    assert "3 af 3 pakker" in report(found, 3)[-1]


def test_silence_without_data_is_said_loudly() -> None:
    # Here pip-audit itself ended with 0 and "No known vulnerabilities found".
    found = verdict("no_data")
    assert (found.outcome, found.exit_code) == ("no_data", 0)
    said = report(found, 3)
    assert said[0].startswith("INGEN OPLYSNINGER") and not any("Ingen nye fund" in line for line in said)


def test_one_silent_canary_is_enough_to_doubt() -> None:
    found = judge(
        read_scan((RECORDED / "nothing.json").read_text("utf-8"), ""), (), LOCKED, CANARIES | {"x": "1"}, TODAY
    )
    assert found.outcome == "no_data"


def test_no_connection_is_no_data_but_another_failure_is_a_failure() -> None:
    assert read_scan("", (RECORDED / "no_connection.txt").read_text("utf-8")) is None
    assert judge(None, (), LOCKED, CANARIES, TODAY).outcome == "no_data"
    with pytest.raises(AuditError, match="does not contain a hash"):
        read_scan("", "ERROR:pip_audit._cli:requirement flask==0.12.2 does not contain a hash")


def test_a_package_that_could_not_be_looked_up_is_named() -> None:
    recorded = (RECORDED / "nothing.json").read_text("utf-8")
    skipped = recorded.replace('"version": "2.34.2",', '"skip_reason": "not found",')
    assert skipped != recorded
    found = judge(read_scan(skipped, ""), (), LOCKED, CANARIES, TODAY)
    assert found.not_looked_up == ("requests",)
    assert report(found, 3)[0] == "IKKE SLÅET OP: requests" and "2 af 3 pakker" in report(found, 3)[1]


@pytest.mark.parametrize("recorded", ["nothing", "no_data"])
def test_an_argument_past_its_date_or_for_a_package_that_is_gone_fails(recorded: str) -> None:
    late = verdict(recorded, SETUPTOOLS, today=date(2027, 5, 23))
    assert late.exit_code == 1 and "2027-05-22" in late.faults[0]
    assert verdict(recorded, SETUPTOOLS, today=date(2027, 5, 22)).exit_code == 0
    moved = verdict(recorded, Accepted("setuptools", "80.0.0", "CVE-2025-47273", date(2027, 5, 22)))
    gone = verdict(recorded, Accepted("leftpad", "1.0", "CVE-2025-1", date(2027, 5, 22)))
    assert moved.exit_code == gone.exit_code == 1
    assert "70.3.0" in moved.faults[0] and "slet ikke" in gone.faults[0]


@pytest.mark.parametrize(
    "change", [{"why": ""}, {"review": "snart"}, {"basis": "rumour"}, {"extra": "x"}, {"decides": None}]
)
def test_an_entry_that_argues_nothing_is_refused(change: dict[str, str | None]) -> None:
    entry = yaml.safe_load(FINDINGS.read_text("utf-8"))[0] | change
    entry = {key: value for key, value in entry.items() if value is not None}
    with pytest.raises(AuditError, match="audit_findings"):
        read_accepted(yaml.safe_dump([entry]))


def test_the_file_of_accepted_findings_fits_what_is_locked() -> None:
    accepted = read_accepted(FINDINGS.read_text("utf-8"))
    locked = pins(LOCK.read_text("utf-8"))
    assert accepted and {entry.package for entry in accepted} <= set(locked)
    assert not judge(None, accepted, locked, CANARIES, TODAY).faults


def test_the_canaries_are_never_installed() -> None:
    assert len(CANARIES) == 2 and not set(CANARIES) & set(pins(LOCK.read_text("utf-8")))


def test_what_the_accepted_findings_say_of_our_code_is_so() -> None:
    code = "\n".join(path.read_text("utf-8") for part in ("bot", "actions") for path in (ROOT / part).rglob("*.py"))
    imported = set(re.findall(r"^ *(?:from|import) (sklearn[\w.]*(?: import \w+)?)", code, re.MULTILINE))
    assert imported == {
        "sklearn.linear_model import LogisticRegression",
        "sklearn.exceptions import ConvergenceWarning",
        "sklearn.feature_extraction.text import CountVectorizer",
    }
    assert "import pickle" not in code and "import joblib" not in code
    assert "enable-api" not in code and "enable_api" not in code and ".static(" not in code
