"""gunicorn's settings: `gunicorn -c python:directory.serving … directory.wsgi`. Logs without texts, and the figures.

With VEJVISER_METRICS_PORT the workers write their figures to small files, and a process of its own adds them up and
serves them beside what stands in the database (`manage.py serve_metrics`).
"""

import logging
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from deploy import logs

FILES = "PROMETHEUS_MULTIPROC_DIR"
MANAGE = Path(__file__).with_name("manage.py")

_exporters: list["subprocess.Popen[bytes]"] = []

# prometheus_client looks for the folder when it is first imported, which is in the workers.
if os.environ.get("VEJVISER_METRICS_PORT", "").strip():
    os.environ[FILES] = tempfile.mkdtemp(prefix="vejviser-metrics-")


def post_worker_init(worker: Any) -> None:
    """Let no line of a worker hold more than codes and kinds of errors. A question asked wrongly is no news."""
    logs.keep_texts_out()
    logging.getLogger("django.request").setLevel(logging.ERROR)


def when_ready(server: Any) -> None:
    """Start the process that serves the figures; it ends when this one does, however that comes."""
    if folder := os.environ.get(FILES):
        env = {name: value for name, value in os.environ.items() if name != FILES}
        command = [sys.executable, str(MANAGE), "serve_metrics", "--folder", folder]
        _exporters.append(subprocess.Popen(command, stdin=subprocess.PIPE, env=env))


def on_exit(server: Any) -> None:
    """End the process that serves the figures, and remove what the workers wrote."""
    for exporter in _exporters:
        exporter.kill()
        exporter.wait()
    if folder := os.environ.get(FILES):
        shutil.rmtree(folder, ignore_errors=True)
