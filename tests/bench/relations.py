"""`PYTHONPATH=tests python -m bench.relations`: 50,000 answers of 200 schools; one school's page, over the test client.

Writes results/bench_relations.json. Ends with 1 when the page takes a second or more at p95.
"""

import io
import json
import os
import random
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "results" / "bench_relations.json"
SCHOOLS, ANSWERS, ASKED = 200, 50_000, 60
MOST_SECONDS = 1.0


def fill() -> list[str]:
    """Make the schools and their answers over two half years; return the slugs. Invented, for measuring alone."""
    from django.utils.timezone import localdate

    from directory.resources.models import Municipality, TaxonomyTerm
    from directory.schools.models import School
    from directory.ties.models import Rating
    from directory.ties.periods import half_of
    from directory.ties.questions import QUALITIES, roles

    chance = random.Random(8)
    places = list(Municipality.objects.all())
    terms = {term.code: term for term in TaxonomyTerm.objects.filter(taxonomy="role")}
    inside = [terms[role.id] for role in roles().values() if role.is_inside]
    outside = [terms[role.id] for role in roles().values() if not role.is_inside]
    schools = School.objects.bulk_create(
        School(slug=f"maal-{number:03}", name=f"Skole {number}", municipality=places[number % 98])
        for number in range(SCHOOLS)
    )
    half = half_of(localdate())
    months = [date(one.first.year, one.first.month + more, 1) for one in (half, half.before) for more in range(6)]
    rows = []
    for number in range(ANSWERS):
        reached = chance.random() < 0.8
        pair = [chance.choice(inside), chance.choice(outside)]
        chance.shuffle(pair)
        home = number % SCHOOLS
        rows.append(
            Rating(
                school=schools[home],
                municipality=places[(home + chance.randrange(5)) % 98],
                from_role=pair[0],
                to_role=pair[1],
                month=chance.choice(months),
                reached=reached,
                **{code: chance.randint(1, 5) if reached else None for code in QUALITIES},
            )
        )
    Rating.objects.bulk_create(rows, batch_size=2000)
    return [school.slug for school in schools]


def measured(ask: Any, addresses: list[str]) -> dict[str, float]:
    """Seconds at p50, p95 and the worst; the first of all only warms up."""
    taken = []
    for address in [addresses[0], *addresses]:
        start = time.perf_counter()
        answer = ask(address)
        taken.append(time.perf_counter() - start)
        assert answer.status_code == 200, address
    ordered = sorted(taken[1:])
    at = {"p50": len(ordered) // 2, "p95": int(len(ordered) * 0.95), "max": len(ordered) - 1}
    return {name: round(ordered[place], 3) for name, place in at.items()}


def main() -> int:
    """Measure a database of its own."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.test import Client

    call_command("migrate", verbosity=0)
    call_command("load_knowledge", stdout=io.StringIO())
    slugs = fill()
    client = Client(HTTP_HOST="localhost")
    user = get_user_model().objects.create_superuser("drift")
    client.force_login(user, backend="directory.accounts.backend.MembershipBackend")
    chance = random.Random(9)
    asked = [f"skole={slug}" for slug in chance.choices(slugs, k=ASKED)]
    found = {
        "page": measured(client.get, [f"/relationer/?{one}" for one in asked]),
        "picture, SVG": measured(client.get, [f"/relationer/billede.svg?{one}" for one in asked]),
    }
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"answers": ANSWERS, "schools": SCHOOLS, "seconds": found}, indent=1), "utf-8")
    print(json.dumps(found, indent=1))
    return int(found["page"]["p95"] >= MOST_SECONDS)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("VEJVISER_DATABASE", f"{folder}/bench.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "directory.settings"
        django.setup()
        sys.exit(main())
