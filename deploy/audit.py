"""`python -m deploy.audit`: what we are built of (CycloneDX), and which known weaknesses it has.

pip-audit says "no known vulnerabilities" also when it reached no advisory data at all. So old packages with well-known
advisories (audit_canary.txt) are scanned in the same run: only when they are reported does silence mean anything.
"""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
# An environment of their own (requirements/tools.txt): pip-audit needs a newer `packaging` than Rasa can stand.
TOOLS = ROOT / "var" / "tools" / "bin"
LOCK = ROOT / "requirements" / "all.txt"
CANARY = ROOT / "deploy" / "audit_canary.txt"
FINDINGS = ROOT / "deploy" / "audit_findings.yml"
RESULTS = ROOT / "results"


FIELDS = {"package", "version", "advisory", "why", "shown_by", "basis", "decides", "review"}
BASES = ("verified", "general_knowledge")
_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s\\;]+)", re.MULTILINE)
_NO_NETWORK = re.compile(r"(Connection|Connect|Proxy|Timeout|SSL|ServiceError)\w*|resolve|Max retries")


class AuditError(Exception):
    """The audit could not be carried out; the message says why, in Danish."""


@dataclass(frozen=True)
class Finding:
    """One reported weakness: the package as locked, all names of the advisory, and the versions that mend it."""

    package: str
    version: str
    ids: frozenset[str]
    fixed_in: tuple[str, ...]


@dataclass(frozen=True)
class Scan:
    """What the scanner said: weaknesses, and the packages it could not look up."""

    findings: tuple[Finding, ...] = ()
    skipped: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Accepted:
    """A weakness we live with: one entry of audit_findings.yml."""

    package: str
    version: str
    advisory: str
    review: date


@dataclass(frozen=True)
class Verdict:
    """The outcome (`findings`, `nothing_found`, `no_data`), whether the canaries were reported, and why."""

    outcome: str
    reached: bool
    new: tuple[Finding, ...] = ()
    argued: tuple[Finding, ...] = ()
    not_looked_up: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """1 for findings and for a wrong list of accepted ones; 0 otherwise, also when no data was reached."""
        return 1 if self.new or self.faults else 0


def canonical(name: str) -> str:
    """Return a package's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(requirements: str) -> dict[str, str]:
    """Return name to version of every pin in a requirements file's text."""
    return {canonical(name): version for name, version in _PIN.findall(requirements)}


def read_scan(stdout: str, stderr: str) -> Scan | None:
    """Read pip-audit's JSON.

    Returns:
        The scan, or None when the tool ended because it had no connection.

    Raises:
        AuditError: the tool ended for another reason.
    """
    try:
        dependencies: list[dict[str, Any]] = json.loads(stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = (stderr.strip().splitlines() or ["intet svar"])[-1]
        if _NO_NETWORK.search(last):
            return None
        raise AuditError(f"pip-audit gav ikke noget, der kan læses: {last[:200]}") from None
    findings = [
        Finding(
            canonical(entry["name"]),
            entry["version"],
            frozenset([found["id"], *found.get("aliases", [])]),
            tuple(found.get("fix_versions", [])),
        )
        for entry in dependencies
        for found in entry.get("vulns", [])
    ]
    return Scan(tuple(findings), frozenset(canonical(e["name"]) for e in dependencies if "skip_reason" in e))


def read_accepted(source: str) -> tuple[Accepted, ...]:
    """Read the accepted weaknesses.

    Raises:
        AuditError: an entry lacks a field, has one too many, or a review date that is none.
    """
    accepted = []
    for entry in yaml.safe_load(source) or []:
        named = f"audit_findings.yml: {entry.get('package')} {entry.get('advisory')}"
        wrong = FIELDS.symmetric_difference(entry)
        if wrong or not all(str(value).strip() for value in entry.values()):
            raise AuditError(f"{named}: ret felterne {', '.join(sorted(wrong)) or '(et er tomt)'}.")
        if not isinstance(entry["review"], date) or entry["basis"] not in BASES:
            raise AuditError(f"{named}: review skal være en dato og basis en af {', '.join(BASES)}.")
        version = str(entry["version"])
        accepted.append(Accepted(canonical(entry["package"]), version, entry["advisory"], entry["review"]))
    return tuple(accepted)


def judge(
    scan: Scan | None, accepted: tuple[Accepted, ...], locked: dict[str, str], canaries: dict[str, str], today: date
) -> Verdict:
    """Tell findings, nothing found, and no advisory data apart.

    Args:
        scan: what the scanner said of our packages and the canaries; None when it had no connection.
        accepted: the weaknesses we live with.
        locked: name to version of what we install.
        canaries: name to version of the packages that must be reported when there is data.
        today: the day to measure review dates against.
    """
    scan = scan or Scan(skipped=frozenset(locked))
    argued_ids = {(entry.package, entry.version, entry.advisory) for entry in accepted}
    ours = [finding for finding in scan.findings if finding.package in locked]
    argued = tuple(f for f in ours if any((f.package, f.version, name) in argued_ids for name in f.ids))
    new = tuple(finding for finding in ours if finding not in argued)
    reached = set(canaries) <= {finding.package for finding in scan.findings}
    outcome = "findings" if new else "nothing_found" if reached else "no_data"
    not_looked_up = tuple(sorted(scan.skipped & set(locked)))
    return Verdict(outcome, reached, new, argued, not_looked_up, _faults(accepted, locked, today))


def _faults(accepted: tuple[Accepted, ...], locked: dict[str, str], today: date) -> tuple[str, ...]:
    faults = []
    for entry in accepted:
        named = f"{entry.package} {entry.version} {entry.advisory}"
        if locked.get(entry.package) != entry.version:
            has = locked.get(entry.package, "slet ikke")
            faults.append(f"{named}: pakken er nu låst i {has}. Slet eller ret posten i audit_findings.yml.")
        if entry.review < today:
            faults.append(f"{named}: skulle ses efter senest {entry.review}. Gør det, og sæt en ny dato.")
    return tuple(faults)


def report(verdict: Verdict, packages: int) -> list[str]:
    """Return the verdict in plain Danish, one line each."""
    lines = [f"FUND: {_told(finding)}" for finding in verdict.new]
    lines += [f"Kendt og begrundet: {_told(finding)}" for finding in verdict.argued]
    lines += [f"FEJL: {fault}" for fault in verdict.faults]
    if not verdict.reached:
        lines.append("INGEN OPLYSNINGER OM SÅRBARHEDER KUNNE HENTES. Det betyder ikke, at der ikke er nogen.")
        lines.append("De to prøvepakker med kendte huller blev ikke meldt. Kør igen på en maskine med net.")
        return lines
    if verdict.not_looked_up:
        lines.append(f"IKKE SLÅET OP: {', '.join(verdict.not_looked_up)}")
    looked_up = packages - len(verdict.not_looked_up)
    said = "Ret dem, eller begrund dem i deploy/audit_findings.yml." if verdict.new else "Ingen nye fund."
    lines.append(f"{looked_up} af {packages} pakker er slået op, og prøvepakkerne blev meldt. {said}")
    return lines


def _told(finding: Finding) -> str:
    fixed = ", ".join(finding.fixed_in) or "ingen endnu"
    return f"{finding.package} {finding.version}: {', '.join(sorted(finding.ids))} (rettet i: {fixed})"


def run_tool(tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a locked tool.

    Args:
        tool: its name in the tools' environment.

    Raises:
        AuditError: the tool is missing, or took more than ten minutes.
    """
    try:
        return subprocess.run(
            [str(TOOLS / tool), *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=600
        )
    except FileNotFoundError:
        raise AuditError(f"{tool} mangler. Kør make tools først.") from None
    except subprocess.TimeoutExpired:
        raise AuditError(f"{tool} blev ikke færdig på ti minutter.") from None


def write_sbom(path: Path) -> int:
    """Write the list of parts as CycloneDX 1.6 JSON, and return how many there are.

    Raises:
        AuditError: the tool failed.
    """
    done = run_tool("cyclonedx-py", "requirements", "--sv", "1.6", "--output-reproducible", "-o", str(path), str(LOCK))
    if done.returncode:
        raise AuditError(f"cyclonedx-py fejlede: {(done.stderr.strip().splitlines() or ['intet svar'])[-1][:200]}")
    return len(json.loads(path.read_text("utf-8"))["components"])


def main() -> int:
    """Write results/sbom.json and results/audit.json, print the verdict.

    Returns:
        0 nothing new found, or no advisory data reached (a loud line says which); 1 findings, or a list of accepted
        ones that is out of date; 2 the audit could not be carried out.
    """
    try:
        RESULTS.mkdir(exist_ok=True)
        parts = write_sbom(RESULTS / "sbom.json")
        accepted = read_accepted(FINDINGS.read_text("utf-8"))
        options = ("--disable-pip", "--no-deps", "--format", "json", "--progress-spinner", "off")
        done = run_tool("pip-audit", "-r", str(LOCK), "-r", str(CANARY), *options)
        locked, canaries = pins(LOCK.read_text("utf-8")), pins(CANARY.read_text("utf-8"))
        verdict = judge(read_scan(done.stdout, done.stderr), accepted, locked, canaries, date.today())
    except AuditError as error:
        print(f"Revisionen kunne ikke gennemføres: {error}", file=sys.stderr)
        return 2
    kept = {"outcome": verdict.outcome, "exit_code": verdict.exit_code, "packages": len(locked), "parts_in_sbom": parts}
    lines = report(verdict, len(locked))
    RESULTS.joinpath("audit.json").write_text(json.dumps(kept | {"report": lines}, ensure_ascii=False, indent=1))
    print("\n".join([f"Styklisten er skrevet: results/sbom.json ({parts} pakker).", *lines]))
    return verdict.exit_code


if __name__ == "__main__":
    sys.exit(main())
