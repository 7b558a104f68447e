"""The trained model: whether it fits its inputs, and how to train it with progress that a person can follow."""

import hashlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
MODELS = ROOT / "models"
LOG = ROOT / "var" / "log" / "train.log"

# What the model is made of. Wording is not among it: only the names of responses are.
INPUTS = (
    "config.yml",
    "domain.yml",
    # Its versions are those of all.txt (`make lock`); a newer Django need not train anything.
    "requirements/bot.txt",
    "data/**/*.yml",
    "bot/importer.py",
    "bot/train.py",
    "bot/danish.py",
    "bot/text.py",
    "bot/notation.py",
    "bot/nlu/**/*.py",
    "bot/safety/*.py",
    "knowledge/lexicon/**/*.txt",
    "knowledge/danger.yml",
    "knowledge/spelling.yml",
    "knowledge/labels.yml",
)

_STEP = re.compile(r"(Starting to train|Restored) component '([A-Za-z]+)'")


def fingerprint() -> str:
    """Return twelve hex digits that change when anything the model is trained from changes."""
    digest = hashlib.sha256()
    for pattern in INPUTS:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(path.read_bytes())
    for path in sorted((ROOT / "bot" / "responses").glob("*.yml")):
        digest.update("\n".join(sorted(yaml.safe_load(path.read_text("utf-8"))["responses"])).encode())
    return digest.hexdigest()[:12]


def current() -> Path:
    """Return where the model of today's inputs lies or would lie."""
    return MODELS / f"vejviser-{fingerprint()}.tar.gz"


def ensure(python: str = sys.executable) -> Path:
    """Train when no model fits the inputs; print one line per step.

    Args:
        python: the interpreter of the project's environment.

    Returns:
        The path of the model.

    Raises:
        SystemExit: training failed; the message names the log.
    """
    model = current()
    if model.exists():
        print(f"Sprogmodellen er klar ({model.name}).", flush=True)
        return model
    print("Træner sprogmodellen. Det tager et par minutter første gang.", flush=True)
    started = time.monotonic()
    code = _train(python, model.name.removesuffix(".tar.gz"), started)
    if code or not model.exists():
        raise SystemExit(f"Sprogmodellen kunne ikke trænes. Se hvorfor i {LOG.relative_to(ROOT)} (de sidste linjer).")
    for old in MODELS.glob("vejviser-*.tar.gz"):
        if old != model:
            old.unlink()
    print(f"Sprogmodellen er trænet på {time.monotonic() - started:.0f} sekunder.", flush=True)
    return model


def _train(python: str, name: str, started: float) -> int:
    LOG.parent.mkdir(parents=True, exist_ok=True)
    command = [python, "-m", "bot.train", "--name", name, "--out", str(MODELS)]
    with (
        LOG.open("w", encoding="utf-8") as log,
        subprocess.Popen(
            command, cwd=ROOT, env=quiet_env(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process,
    ):
        assert process.stdout is not None
        for line in process.stdout:
            log.write(line)
            step = _STEP.search(line)
            if step:
                print(f"  {time.monotonic() - started:4.0f} s  {step[2]}", flush=True)
        return process.wait()


def quiet_env() -> dict[str, str]:
    """Return this process's environment with telemetry and library noise off."""
    return {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
        "PYTHONPATH": str(ROOT),
    }


if __name__ == "__main__":
    ensure()
