"""The files of nginx, filled in for one machine: what the image's own envsubst does where containers are used."""

import re
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "nginx"
# As envsubst with a filter does it: nginx's own names ($host, …) are no business of ours.
_NAME = re.compile(r"\$\{(VEJVISER_NGINX_[A-Z_]+)\}")
# An address that nobody has (RFC 5737): no other proxy stands in front.
NOBODY = "192.0.2.1/32"
NOTHING = str(FOLDER / "none.conf")


def names(template: str) -> set[str]:
    """Return the names that a template wants.

    Args:
        template: `edge` or `inner`.
    """
    return set(_NAME.findall((FOLDER / f"{template}.conf.template").read_text("utf-8")))


def fill(template: str, values: Mapping[str, str], out: Path) -> Path:
    """Write a template with its values.

    Args:
        template: `edge` or `inner`.
        values: by name.
        out: the folder to write to.

    Returns:
        The written file.

    Raises:
        KeyError: a name has no value.
    """
    text = (FOLDER / f"{template}.conf.template").read_text("utf-8")
    path = out / f"{template}.conf"
    path.write_text(_NAME.sub(lambda found: values[found[1]], text), "utf-8")
    return path
