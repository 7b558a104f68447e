"""Makes the people of the counsellor's day in a directory database: two schools, two counsellors, one leader.

A process of its own, because Playwright's event loop and Django do not share one:

    VEJVISER_DATABASE=... python tests/browser/two_schools.py <password>
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402

from directory.accounts.models import Membership  # noqa: E402
from directory.resources.models import Municipality  # noqa: E402
from directory.schools.copying import copy_template  # noqa: E402
from directory.schools.models import School  # noqa: E402


def main(password: str) -> None:
    """Make a second school with a plan of its own, and a person with a password in each role."""
    home = Municipality.objects.get(code="0756")
    mine = School.objects.get(slug="eksempelskolen")
    other = School.objects.create(slug="naboskolen", name="Naboskolen", municipality=home)
    for school in (mine, other):
        school.pupil_municipalities.add(home)
    copy_template(other)
    for name, school, role in (
        ("vejleder", mine, "editor"),
        ("leder", mine, "approver"),
        ("nabo", other, "approver"),
    ):
        user = get_user_model().objects.create_user(name, password=password, is_staff=True)
        Membership.objects.create(user=user, school=school, role=role)


if __name__ == "__main__":
    main(sys.argv[1])
