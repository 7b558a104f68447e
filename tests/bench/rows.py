"""Rows as ten schools would keep them: for every municipality and twelve functions a row of their own, all confirmed.

Invented numbers and addresses, for measuring alone. They come in as a counsellor's would: a sheet for each school.
"""

import csv
import io
from datetime import timedelta
from pathlib import Path

from django.apps import apps
from django.utils.timezone import localdate

from directory.resources.models import Scope, Service
from directory.schools.models import School
from directory.sheets.imports import apply, look

SCHOOLS = 10
FUNCTIONS = 12
EXAMPLE = "eksempelskolen"
COLUMNS = ["Kommune", "Funktion", "Telefon", "E-mail", "Webside", "Åbningstid", "Bekræftet af", "Bekræftet den"]


def write_schools(knowledge: Path) -> list[str]:
    """Write the files of ten schools like the example, and return their slugs. The loader takes them as any other."""
    folder = knowledge / "schools"
    text = (folder / f"{EXAMPLE}.yml").read_text("utf-8")
    slugs = [f"maaleskole-{number:02}" for number in range(1, SCHOOLS + 1)]
    for slug in slugs:
        own = text.replace(f"slug: {EXAMPLE}", f"slug: {slug}").replace("example: true", "example: false")
        (folder / f"{slug}.yml").write_text(own, "utf-8")
    return slugs


def sheet(school: int) -> bytes:
    """One school's sheet: every municipality and the first twelve functions, with contacts that differ."""
    shared = Service.objects.filter(school=None, scope=Scope.MUNICIPAL, organization__municipality__isnull=False)
    keys = list(dict.fromkeys(shared.order_by("position").values_list("key", flat=True)))[:FUNCTIONS]
    places = shared.filter(key=keys[0]).values_list("service_areas__uri", flat=True).order_by("service_areas__uri")
    text = io.StringIO()
    lines = csv.writer(text, delimiter=";")
    lines.writerow(COLUMNS)
    for number, (place, key) in enumerate((place, key) for place in places for key in keys):
        digits = f"{20_000_000 + school * 100_000 + number}"
        day = localdate() - timedelta(days=number % 150)
        contact = [f"afdeling{number}@example.org", f"https://example.org/{number}", "Hverdage kl. 9-14"]
        lines.writerow([place, key, digits, *contact, "studievejleder", f"{day:%d-%m-%Y}"])
    return text.getvalue().encode()


def fill(slugs: list[str]) -> int:
    """Import each school's sheet; return how many rows of every kind, history too, that made."""
    before = count()
    for number, slug in enumerate(slugs):
        school = School.objects.get(slug=slug)
        seen, found = look(school, f"{slug}.csv", sheet(number))
        assert not found.problems, found.problems[:5]
        apply(school, seen, None)
    return count() - before


def count() -> int:
    """All rows of the register, history too."""
    models = apps.get_app_config("resources").get_models(include_auto_created=True)
    return sum(model._default_manager.count() for model in models)
