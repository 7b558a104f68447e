"""No text that a teacher reads stands in Python: it stands in YAML or HTML, where it can be read and reviewed."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DANISH = re.compile(r"[æøåÆØÅ]|\b(eleven|kommunen|skolen|du skal|ring til)\b", re.IGNORECASE)
SENTENCE = re.compile(r"\w+ \w+ \w+")

# Messages to the person who edits the knowledge files or runs a command, not to a teacher.
FOR_EDITORS = ("Error(", "SystemExit(", "print(")


def string_constants(tree: ast.AST) -> list[tuple[int, str]]:
    """Line and text of every string that is no docstring."""
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
    ]


def test_no_danish_sentence_in_bot_or_actions() -> None:
    found: list[str] = []
    for part in ("actions", "bot"):
        for path in sorted((ROOT / part).rglob("*.py")):
            source = path.read_text("utf-8")
            lines = source.splitlines()
            for line, text in string_constants(ast.parse(source)):
                near = " ".join(lines[max(0, line - 6) : line])
                prose = DANISH.search(text) and SENTENCE.search(text)
                if prose and not any(mark in near for mark in FOR_EDITORS):
                    found.append(f"{path.relative_to(ROOT)}:{line} {text[:60]}")
    assert not found
