"""What must not be in the repository: machine paths, registry hosts, files too large to read."""

import re
import subprocess
from collections import Counter
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


def test_no_two_test_files_share_a_name() -> None:
    """pytest imports them by name alone: the second one stops the whole run before it begins."""
    names = Counter(path.name for path in tracked() if path.name.startswith("test_") and path.suffix == ".py")
    assert not [name for name, count in names.items() if count > 1]
