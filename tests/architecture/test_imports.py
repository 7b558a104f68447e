"""Who may import whom: the walls of docs/architecture.md."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("actions", "bot", "directory")


def python_files(part: str) -> list[Path]:
    return sorted(path for path in (ROOT / part).rglob("*.py") if "migrations" not in path.parts)


def imported_roots(path: Path) -> set[str]:
    """The first name of every absolute import in a file."""
    roots: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            roots |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            roots.add(node.module.split(".")[0])
    return roots


def imported_modules(path: Path) -> set[str]:
    """The whole name of every absolute import in a file."""
    modules: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules.add(node.module)
    return modules


# The first triage is a pure decision, made where it is shown, so that its contacts are those of the hour. One module
# of the directory asks for it, and asks nothing else of the action server.
TRIAGE = ROOT / "directory" / "handovers" / "triage.py"


@pytest.mark.parametrize("part", PARTS)
def test_parts_never_import_one_another(part: str) -> None:
    others = set(PARTS) - {part}
    wrong = {str(path): sorted(imported_roots(path) & others) for path in python_files(part) if path != TRIAGE}
    assert not {path: found for path, found in wrong.items() if found}


def test_the_one_window_in_the_wall_opens_on_pure_decisions_alone() -> None:
    asked = {name for name in imported_modules(TRIAGE) if name.split(".")[0] in ("actions", "bot")}
    assert asked and all(name.startswith("actions.guidance.") for name in asked)


def test_guidance_needs_only_the_standard_library_and_yaml() -> None:
    allowed = set(sys.stdlib_module_names) | {"yaml", "actions"}
    for path in (ROOT / "actions" / "guidance").rglob("*.py"):
        # Easter and the days that a law abolishes are not ours to calculate: one module asks a kept library.
        own = {"holidays"} if path.name == "opening.py" else set()
        assert imported_roots(path) <= allowed | own, path
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("actions"):
                assert node.module.startswith("actions.guidance"), f"{path} reaches out of guidance: {node.module}"


def test_actions_reach_the_directory_by_http_alone() -> None:
    for path in python_files("actions"):
        assert not imported_roots(path) & {"django", "rest_framework", "sqlite3", "psycopg"}, path


def test_the_safety_rules_need_no_model() -> None:
    allowed = set(sys.stdlib_module_names) | {"yaml", "bot"}
    for path in (ROOT / "bot" / "safety").rglob("*.py"):
        assert imported_roots(path) <= allowed, path
