"""`make web`: take the fonts, icons and colours of dkfds, the government's design system, into the page's files.

The files are kept in git, so that running Vejviser needs neither Node nor npm. Only this command does.
"""

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WEB = ROOT / "bot" / "channels" / "web"
OUT = WEB / "static" / "dkfds"
WORK = ROOT / "var" / "web"
PACKAGE = WORK / "node_modules" / "dkfds"
# What we write ourselves stands beside what is taken unchanged: file in our folder -> file in the package.
COPIED = {
    "IBMPlexSans-Regular-Latin1.woff2": "dist/fonts/IBMPlexSans/split/woff2/IBMPlexSans-Regular-Latin1.woff2",
    "IBMPlexSans-SemiBold-Latin1.woff2": "dist/fonts/IBMPlexSans/split/woff2/IBMPlexSans-SemiBold-Latin1.woff2",
    "IBMPlexSans-license.txt": "dist/fonts/IBMPlexSans/complete/woff2/license.txt",
    "LICENSE.md": "LICENSE.md",
}
ICONS = (
    *("check", "chevron-down", "copy", "delete", "download", "error", "info", "lock"),
    *("open-in-new", "print", "refresh", "reply", "send", "time", "warning"),
)
# One file for each icon that the style sheet uses as a mask; the rest are reached by name in icons.svg.
MASKS = ("chevron-down", "error", "info", "warning")
COLOURS = "dist/scss/values/colors/_fds-colors.scss"
SCALES = ("gray", "green", "orange", "red", "blue", "purple")


def main() -> None:
    """Fetch what the lock names and write our folder anew.

    Raises:
        SystemExit: npm is missing or fails; the line says so.
    """
    fetch()
    made = {name: (PACKAGE / source).read_bytes() for name, source in COPIED.items()}
    made |= {f"{name}.svg": _icon(name).encode() for name in MASKS}
    made |= {"icons.svg": sprite().encode(), "colours.css": colours().encode()}
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    for name, content in made.items():
        (OUT / name).write_bytes(content)
    listed = {**locked(), "files": {name: hashlib.sha256(made[name]).hexdigest() for name in sorted(made)}}
    (OUT / "taken.json").write_text(json.dumps(listed, indent=1) + "\n", encoding="utf-8")
    print(f"{len(made)} filer fra dkfds {listed['version']} ligger i {OUT.relative_to(ROOT)}.")


def fetch() -> None:
    """Let npm unpack what the lock names in var/web; npm itself checks the integrity."""
    if shutil.which("npm") is None:
        raise SystemExit("make web kræver npm. Resten af Vejviser gør ikke.")
    WORK.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(WEB / name, WORK / name)
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=WORK, check=False
    )
    if done.returncode:
        raise SystemExit("npm kunne ikke hente dkfds. Tjek nettet, og prøv igen.")


def locked() -> dict[str, str]:
    """Return the version and integrity of dkfds in our lock."""
    lock = json.loads((WEB / "package-lock.json").read_text("utf-8"))
    return {key: lock["packages"]["node_modules/dkfds"][key] for key in ("version", "integrity")}


def _icon(name: str) -> str:
    return (PACKAGE / "dist" / "img" / "svg-icons" / f"{name}.svg").read_text("utf-8").strip()


def sprite() -> str:
    """Return the icons as symbols in one file."""
    symbols = []
    for name in ICONS:
        found = re.fullmatch(
            r'<svg xmlns="http://www.w3.org/2000/svg" viewBox="([^"]+)">(.*)</svg>', _icon(name), re.DOTALL
        )
        if found is None:
            raise SystemExit(f"Ikonet {name} i dkfds ser anderledes ud end før. Ret deploy/web.py.")
        symbols.append(f'<symbol id="{name}" viewBox="{found[1]}">{found[2]}</symbol>')
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""])


def colours() -> str:
    """Return the design system's scales as variables."""
    found = dict(re.findall(r'"([a-z]+-\d+)":\s*(#[0-9A-Fa-f]{6})', (PACKAGE / COLOURS).read_text("utf-8")))
    lines = [f"  --{name}: {value.lower()};" for name, value in found.items() if name.rsplit("-", 1)[0] in SCALES]
    if len(lines) < len(SCALES):
        raise SystemExit("Farverne i dkfds ser anderledes ud end før. Ret deploy/web.py.")
    head = "/* The scales of dkfds (MIT), as `make web` finds them in the package. */"
    return "\n".join([head, ":root {", *lines, "}", ""])


def missing() -> list[str]:
    """Return the files in our folder that are not there, or not as they were taken."""
    try:
        listed = json.loads((OUT / "taken.json").read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError):
        return ["taken.json"]
    return [name for name, mark in listed.items() if not _is_whole(OUT / name, mark)]


def _is_whole(path: Path, mark: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == mark


if __name__ == "__main__":
    main()
