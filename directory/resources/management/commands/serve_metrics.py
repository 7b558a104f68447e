"""`manage.py serve_metrics`: the register's figures for Prometheus, until its standard input is closed."""

import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

from deploy import logs, metrics
from directory.standing import Standing


class Command(BaseCommand):
    """Started by gunicorn (directory/serving.py), and ended with it."""

    help = "Serve figures for Prometheus on VEJVISER_METRICS_PORT, until standard input is closed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the folder in which the workers write theirs."""
        parser.add_argument("--folder", help="the workers' figures")

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve.

        Raises:
            SystemExit: the port is wrong or taken; one Danish line says what to do.
        """
        registry = CollectorRegistry()
        if options["folder"]:
            MultiProcessCollector(registry, options["folder"])  # type: ignore[no-untyped-call]
        backups = os.environ.get("VEJVISER_BACKUPS") or "var/backups"
        registry.register(Standing(Path(settings.ROOT) / backups, connections.close_all))
        if metrics.serve(registry=registry) is None:
            return
        logs.keep_texts_out()
        sys.stdin.buffer.read()
