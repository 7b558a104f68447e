#!/usr/bin/env python
"""Django's command line: `python directory/manage.py migrate`, `load_knowledge`, `spectacular` and so on."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Run one command; a wrong setting ends it with one line."""
    # The project is the package `directory`, so the folder above it must be on the path, not the folder itself.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "directory.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        import directory.settings  # noqa: F401  (only to learn early that a setting is wrong)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
