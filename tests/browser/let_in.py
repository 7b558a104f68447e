"""Makes an editor (or another role) at the example school in a directory's database, in a process of its own (see
two_schools.py):

VEJVISER_DATABASE=... python tests/browser/let_in.py <name> <password> [<role>]
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
from directory.schools.models import School  # noqa: E402


def main(name: str, password: str, role: str = "editor") -> None:
    """Make the person."""
    user = get_user_model().objects.create_user(name, password=password, is_staff=True)
    Membership.objects.create(user=user, school=School.objects.get(slug="eksempelskolen"), role=role)


if __name__ == "__main__":
    main(*sys.argv[1:])
