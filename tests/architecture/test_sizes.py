"""Files and functions stay small enough to be read at once."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("actions", "bot", "directory", "deploy")
FILE_LINES = 300
FUNCTION_LINES = 45


def code_files() -> list[Path]:
    return [path for part in CODE for path in (ROOT / part).rglob("*.py") if "migrations" not in path.parts]


def test_files_are_short() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in code_files()}
    assert lengths, "no code found: the folders of this test are wrong"
    assert not {path: lines for path, lines in lengths.items() if lines > FILE_LINES}


def test_functions_are_short() -> None:
    long: list[str] = []
    for path in code_files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} ({lines} lines)")
    assert not long
