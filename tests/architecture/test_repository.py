"""What must not be in the repository: machine paths, registry hosts, files too large to read."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Written in two parts so that this file does not find itself.
FORBIDDEN = re.compile(
    r"--(extra-)?index" + r"-url|\"resolved\": *\"https?:|(^|[^A-Za-z0-9_.])/" + r"(work|farm|root)/"
)


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def test_no_machine_path_and_no_registry_host() -> None:
    found: list[str] = []
    for path in tracked():
        if path.suffix in {".png", ".sqlite3", ".woff2"}:
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if FORBIDDEN.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number} {line[:80]}")
    assert not found


def test_no_large_file() -> None:
    assert not {str(path): path.stat().st_size for path in tracked() if path.stat().st_size > 900_000}
