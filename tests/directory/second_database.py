"""A second database beside the one that the tests share, and all of its rows to compare."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections

from directory.environment import database
from directory.resources.models import Organization

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = itertools.count(1)
# Kept by Django itself: who is signed in, and which migrations were applied when.
NOT_ROWS = {"django_session", "django_migrations"}


@contextmanager
def opened(address: str) -> Iterator[str]:
    """Django's name for the database at that address, with the product's own settings."""
    name = f"second{next(NUMBERS)}"
    connections.settings[name] = connections.settings["default"] | database(address, ROOT)
    try:
        yield name
    finally:
        connections[name].close()
        del connections[name], connections.settings[name]


def everything(name: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, by primary key."""
    models = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    tables = {model._meta.db_table: model for model in models if model._meta.db_table not in NOT_ROWS}
    listed = connections[name].introspection.table_names()
    present = {table for table in listed if not table.startswith("sqlite_")} - NOT_ROWS
    assert present == set(tables), "a table without a model would not be compared"
    return {
        table: list(model._base_manager.using(name).order_by("pk").values_list()) for table, model in tables.items()
    }


def add(name: str, organization: str) -> None:
    """Save a row; in bulk, because a row's history goes to the database that the tests share."""
    Organization.objects.using(name).bulk_create([Organization(name=organization, description="x")])
