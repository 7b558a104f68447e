"""Rasa's own validation of domain, rules and training data."""

import subprocess
import sys

import pytest
from house import ROOT

from deploy import model

pytestmark = pytest.mark.slow


def test_rasa_finds_the_data_valid() -> None:
    command = [sys.executable, "-m", "bot.rasa_command", "data", "validate", "--domain", "domain.yml", "--data", "data"]
    done = subprocess.run(command, cwd=ROOT, env=model.quiet_env(), capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-3000:]
    assert "No story structure conflicts found" in said
