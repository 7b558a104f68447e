"""What a container starts with: secrets from files become variables, and the command takes this process's place.

python -m deploy.container python -m bot.serve …
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path("/run/secrets")
PREFIX = "vejviser_"


def secrets_in(folder: Path) -> dict[str, str]:
    """Return the secrets of a folder by the name of their variable.

    Args:
        folder: a file `vejviser_secret_key` holds VEJVISER_SECRET_KEY. An empty file is none at all; a name that ends
            in `_file` is for who reads the file itself (a certificate), and files of other names are other people's.
    """
    found = {}
    for path in sorted(folder.glob(f"{PREFIX}*")):
        value = "" if path.name.endswith("_file") else path.read_text("utf-8").strip()
        if value:
            found[path.name.upper()] = value
    return found


def environment(given: Mapping[str, str], folder: Path = FOLDER) -> dict[str, str]:
    """Return the variables to start with: a file is newer than a variable of the same name.

    Args:
        given: the variables so far. An empty one is none: an example file names all there are.
        folder: where the secrets lie.
    """
    return {name: value for name, value in given.items() if value or not name.startswith("VEJVISER_")} | secrets_in(
        folder
    )


def main() -> None:
    """Start the command of the command line."""
    env = environment(os.environ)
    os.execvpe(sys.argv[1], sys.argv[1:], env)  # noqa: S606


if __name__ == "__main__":
    main()
