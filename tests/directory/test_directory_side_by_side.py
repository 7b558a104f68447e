"""A migration leaves the database usable by the version before: while bots and directories are exchanged, both run."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db.migrations import Migration
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField, AddIndex, AlterModelOptions, CreateModel, RunPython
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED, CharField, TextField

APPS = ("accounts", "handovers", "learning", "resources", "schools", "ties")
# What the first release begins with: no version before it has ever run beside it.
FIRST_RELEASE = {
    "accounts": "0002_sign_in",
    "handovers": "0002_sealed_facts",
    "learning": "0001_courses_and_background",
    "resources": "0005_opening_hours_in_days_and_times",
    "schools": "0007_answers_charges_and_group",
    "ties": "0002_invitations_and_storylabs",
}
# Looked at by a person: that the version before gets along with it. (app, migration, operation).
REVIEWED: set[tuple[str, str, str]] = set()


def harmful(migration: Migration) -> Iterator[str]:
    """What a version without this migration's code stumbles over."""
    made = {operation.name.lower() for operation in migration.operations if isinstance(operation, CreateModel)}
    for operation in migration.operations:
        if getattr(operation, "model_name", "").lower() in made or _is_harmless(operation):
            continue
        said = f"{type(operation).__name__} {getattr(operation, 'model_name', '')}.{getattr(operation, 'name', '')}"
        if (migration.app_label, migration.name, said) not in REVIEWED:
            yield said


def _is_harmless(operation: Operation) -> bool:
    if isinstance(operation, AddField):
        # Django takes its own default out of the table again: the old code writes a row without the new column.
        field = operation.field
        return bool(field.null or field.many_to_many or field.db_default is not NOT_PROVIDED)
    return isinstance(operation, CreateModel | AddIndex | RunPython | AlterModelOptions)


def later() -> list[Migration]:
    known = MigrationLoader(None).disk_migrations
    return [known[key] for key in sorted(known) if key[0] in APPS and key[1] > FIRST_RELEASE[key[0]]]


def test_the_first_release_is_there() -> None:
    known = MigrationLoader(None).disk_migrations
    assert {(app, name) for app, name in FIRST_RELEASE.items()} <= set(known)
    assert {app for app, _ in known} >= set(APPS)


def test_each_later_migration_can_be_lived_with_by_the_version_before() -> None:
    found = {f"{one.app_label}.{one.name}": list(harmful(one)) for one in later()}
    assert not {name: said for name, said in found.items() if said}


@pytest.mark.parametrize(
    ("field", "stops"),
    [
        (TextField(default=""), True),
        (TextField(null=True), False),
        (TextField(db_default=""), False),
        (CharField(max_length=3), True),
    ],
)
def test_a_column_that_old_code_does_not_fill_is_seen(field: Any, stops: bool) -> None:
    made = type("Migration", (Migration,), {"operations": [AddField("handover", "more", field)]})
    assert bool(list(harmful(made("0009_more", "handovers")))) is stops
