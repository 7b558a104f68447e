"""The dialogue rules against the stories beside this file, with Rasa's own tester and the trained model."""

import subprocess
import sys
from pathlib import Path

import pytest
from house import ROOT

from deploy import model

pytestmark = pytest.mark.slow


def test_the_rules_tell_these_stories(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot.rasa_command", "test", "core", "--model", str(model.ensure()), "--stories"]
    command += [str(ROOT / "tests" / "conversations"), "--fail-on-prediction-errors", "--out", str(tmp_path)]
    nobody = {"VEJVISER_ACTIONS_URL": "http://127.0.0.1:9/webhook", "VEJVISER_ACTIONS_TOKEN": "nobody listens"}
    env = model.quiet_env() | nobody
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    failed = tmp_path / "failed_test_stories.yml"
    assert done.returncode == 0, failed.read_text("utf-8") if failed.exists() else done.stderr[-2000:]
    assert "stories:" not in failed.read_text("utf-8"), "a story was told otherwise"
