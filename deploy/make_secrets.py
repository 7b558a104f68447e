"""`make secrets`: the keys and passwords of an installation, one file each, in deploy/secrets/. Never over old ones."""

import secrets
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "secrets"
MADE = ("secret_key", "actions_token", "directory_token", "handover_token", "handover_key")
# Given by others, and empty until then.
GIVEN = ("smtp_password", "oidc_client_secret", "teams_secret", "teams_certificate_file")


def make(folder: Path = FOLDER) -> list[str]:
    """Make what is missing.

    Args:
        folder: made when it is not there, and closed to everybody else.

    Returns:
        The names of the files that were made.
    """
    folder.mkdir(exist_ok=True, mode=0o700)
    wanted = {f"vejviser_{name}": secrets.token_urlsafe(48) for name in MADE} | {
        f"vejviser_{name}": "" for name in GIVEN
    }
    for engine in ("redis", "database"):
        wanted[f"{engine}_password"] = _kept(folder / f"{engine}_password") or secrets.token_hex(24)
    wanted["vejviser_redis"] = f"redis://:{wanted['redis_password']}@redis:6379/0"
    wanted["vejviser_database"] = f"postgresql://vejviser:{wanted['database_password']}@postgresql:5432/vejviser"
    made = [name for name in wanted if not (folder / name).exists()]
    for name in made:
        path = folder / name
        path.write_text(wanted[name], "utf-8")
        # The folder is closed; in a container the file alone is mounted, and its reader is another user. A certificate
        # must be closed itself: it is given to that user (docs/drift.md).
        path.chmod(0o400 if name.endswith("_file") else 0o444)
    return made


def _kept(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


def main() -> None:
    """Make them, and name them."""
    made = make()
    print("\n".join(made) if made else "-")


if __name__ == "__main__":
    main()
