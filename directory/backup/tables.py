"""The tables as the database has them now, whichever version of the code made them, and their values as JSON."""

from collections.abc import Iterator
from typing import Any

from django.db import connections, models
from django.db.migrations.loader import MigrationLoader

from directory.backup.archive import Row

Model = type[models.Model]

# Who is signed in right now is no part of a backup, and does not outlive a restore.
LEFT_OUT = "django_session"
# Filled by `migrate` itself: a database with nothing else in it is empty.
BY_ITSELF = ("django_content_type", "auth_permission")
CHUNK = 2000


def applied(using: str) -> list[list[str]]:
    """Return the applied migrations, as (app, name), in order."""
    return sorted([app, name] for app, name in MigrationLoader(connections[using]).applied_migrations)


def tables_at(using: str, migrations: list[list[str]]) -> dict[str, Model]:
    """Return the tables as they are after those migrations, by name.

    The models are made from the migrations, not from today's code, so that an older backup can be read. They send no
    signals and keep no history.
    """
    state = MigrationLoader(connections[using]).project_state([(app, name) for app, name in migrations])
    found = [
        model
        for model in state.apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]
    for model in found:
        for field in model._meta.local_fields:
            # What is restored keeps its own times.
            field.auto_now = field.auto_now_add = False  # type: ignore[attr-defined]
    return {model._meta.db_table: model for model in sorted(found, key=lambda model: model._meta.db_table)}


def columns(model: Model) -> list[str]:
    """Return the names of the columns."""
    return [field.attname for field in model._meta.concrete_fields]


def rows(model: Model, using: str) -> Iterator[Row]:
    """Give every row as values that JSON has, by primary key."""
    fields = model._meta.concrete_fields
    for row in model._base_manager.using(using).order_by("pk").iterator(CHUNK):
        yield [_told(field, row) for field in fields]


def _told(field: Any, row: models.Model) -> Any:
    value = field.value_from_object(row)
    if value is None or isinstance(value, str | int | float | list | dict):
        return value
    return field.value_to_string(row)


def read(model: Model, row: Row) -> models.Model:
    """Return the row that `rows` gave."""
    fields = model._meta.concrete_fields
    return model(**{field.attname: field.to_python(value) for field, value in zip(fields, row, strict=True)})
