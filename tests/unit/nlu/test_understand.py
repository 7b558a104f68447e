"""`python -m bot.understand`: lines in order, errors per line, one clear line when there is no model."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot import understand
from bot.understand import NoModelError, answer_lines, newest_model

ROOT = Path(__file__).resolve().parents[3]


class Echo:
    """Stands in for the loaded model."""

    def understand(self, text: str) -> dict[str, Any]:
        if text == "går galt":
            raise RuntimeError("in the model")
        return {"text": text}


def answers(*lines: str) -> list[dict[str, Any]]:
    return list(answer_lines(lines, Echo()))  # type: ignore[arg-type]


def test_the_order_and_the_ids_are_kept() -> None:
    lines = [json.dumps({"id": number, "text": f"tekst {number}"}) for number in (3, 1, 2)]
    assert [answer["id"] for answer in answers(*lines)] == [3, 1, 2]


@pytest.mark.parametrize(
    ("line", "identity"),
    [
        ("not json", None),
        ('["a list"]', None),
        ('{"id": "7"}', "7"),
        ('{"id": "8", "text": "  "}', "8"),
        ('{"id": "9", "text": 17}', "9"),
        ('{"id": "10", "text": "går galt"}', "10"),
    ],
)
def test_a_wrong_line_yields_an_error_and_the_run_goes_on(line: str, identity: str | None) -> None:
    first, second = answers(line, '{"id": "next", "text": "hej"}')
    assert first["id"] == identity
    assert first["error"]
    assert second == {"id": "next", "text": "hej"}


def test_blank_lines_are_skipped() -> None:
    assert answers("", "  \n") == []


def test_without_a_model_there_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(NoModelError):
        newest_model(tmp_path)
    monkeypatch.setattr(understand, "MODELS", tmp_path)
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert understand.main([]) == 1
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.count("\n") == 1
    assert "make train" in written.err


@pytest.mark.slow
def test_the_command_prints_nothing_but_answers() -> None:
    texts = ["han ryger hash og skylder penge", "Ja, der er fare lige nu", "/restart", "HUN GRÆDER", "hun graeder", "…"]
    lines = [json.dumps({"id": number, "text": text}) for number, text in enumerate(texts)]
    done = subprocess.run(
        [sys.executable, "-m", "bot.understand"],
        input="\n".join([*lines, "bad"]), cwd=ROOT, capture_output=True, text=True, check=True, timeout=180,
    )  # fmt: skip
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in found] == [0, 1, 2, 3, 4, 5, None]
    assert found[0]["intent"]["name"] == "report_concern"
    assert {"rusmidler", "oekonomi"} <= set(found[0]["topics"])
    assert found[1]["acute"] == "acute"
    assert "error" not in found[2]
    assert {key: found[3][key] for key in ("topics", "acute")} == {key: found[4][key] for key in ("topics", "acute")}
    assert "error" in found[6]
