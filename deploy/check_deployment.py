"""`make deploy-check`: what images, compose, Kubernetes and nginx are made of, read by their own programs.

Nothing is built and nothing is started: hadolint reads the image files, docker compose and kubectl put their files
together, Kubernetes' own schemas check each object, and nginx reads its files in every shape in which they are used.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from deploy import cluster, engines, make_secrets, nginx_files
from deploy.cluster import PLACES
from deploy.model import ROOT

DEPLOY = ROOT / "deploy"
TOOLS = ROOT / "var" / "tools" / "bin"
# The oldest Kubernetes that the objects are written for, and the newest that the schemas know.
KUBERNETES = ("1.29", "1.37")
_HOST = re.compile(r"^[a-z][a-z_-]*(?=:\d+$)")


class CheckFailed(Exception):
    """A program found something wrong; the message is what it said."""


def said(*command: str | Path, cwd: Path = ROOT) -> str:
    """Run a program and return what it printed.

    Raises:
        CheckFailed: it found something wrong.
    """
    done = subprocess.run([str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CheckFailed(f"{Path(command[0]).name}: {done.stdout}{done.stderr}")
    return done.stdout


def filled(out: Path) -> Path:
    """Return a copy of `deploy/` with what a school puts in: settings, keys, its plan, a certificate's name.

    Args:
        out: an empty folder.
    """
    copy, school = out / "deploy", out / "deploy" / "kubernetes" / "school"
    shutil.copytree(DEPLOY, copy, ignore=shutil.ignore_patterns("secrets", "vejviser.env", "schools", "__pycache__"))
    make_secrets.make(copy / "secrets")
    for name in ("tls_certificate", "tls_key"):
        (copy / "secrets" / name).touch()
    for place in (copy, school):
        shutil.copy(copy / "vejviser.env.example", place / "vejviser.env")
    shutil.copytree(copy / "secrets", school / "secrets")
    (school / "schools").mkdir()
    shutil.copy(ROOT / "knowledge" / "schools" / "eksempelskolen.yml", school / "schools" / "skole.yml")
    return copy


def images() -> None:
    """Let hadolint read the image files.

    Raises:
        CheckFailed: it found something.
    """
    said(TOOLS / "hadolint", *sorted((DEPLOY / "images").glob("*.Containerfile")))


def compose(copy: Path) -> dict[str, Any]:
    """Return the compose file as docker compose understands it.

    Args:
        copy: what `filled` returned.

    Raises:
        CheckFailed: it cannot be understood.
    """
    command = (TOOLS / "docker-compose", "-f", copy / "compose.yml", "--profile", "tasks", "config")
    found: dict[str, Any] = yaml.safe_load(said(*command))
    return found


def kubernetes(copy: Path) -> list[dict[str, Any]] | None:
    """Return every object of the example school, each checked against the schemas of two Kubernetes versions.

    Args:
        copy: what `filled` returned.

    Returns:
        None when no kubectl is here to put them together.

    Raises:
        CheckFailed: an object is not what Kubernetes takes.
    """
    if not shutil.which("kubectl"):
        return None
    text = said("kubectl", "kustomize", copy / "kubernetes" / "school")
    file = copy / "objects.yaml"
    file.write_text(text, "utf-8")
    for version in KUBERNETES:
        said(TOOLS / "kubernetes-validate", "--strict", "--quiet", "-k", version, file)
    return list(yaml.safe_load_all(text))


def shapes(
    composed: Mapping[str, Any], objects: list[dict[str, Any]] | None
) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Give every shape in which nginx's files are used: where, which template, and its values."""
    places = {name: 20000 + number for number, name in enumerate(PLACES)}
    for template in ("edge", "inner"):
        yield "make cluster", template, cluster.nginx_values(Path("-"), places)
        yield "compose.yml", template, dict(composed["services"][template]["environment"])
    settings: dict[str, str] = {}
    for one in objects or ():
        if one["kind"] == "ConfigMap" and one["metadata"]["name"].startswith("settings-"):
            settings = one["data"]
    for one in objects or ():
        name = one["metadata"]["name"]
        if one["kind"] == "Deployment" and name in ("edge", "inner"):
            own = one["spec"]["template"]["spec"]["containers"][0]["env"]
            yield "Kubernetes", name, settings | {pair["name"]: pair["value"] for pair in own}


def nginx(template: str, values: Mapping[str, str], folder: Path) -> None:
    """Let the real nginx read a filled-in file, with names that it could not look up here in loopback's place.

    Args:
        template: `edge` or `inner`.
        values: by name; a school's own that is not given yet gets an example.
        folder: an empty one.

    Raises:
        CheckFailed: nginx does not take it.
        KeyError: a name has no value.
    """
    here = {name: _HOST.sub("127.0.0.1", value) for name, value in values.items()}
    here |= {"VEJVISER_NGINX_RUN": str(folder), "VEJVISER_NGINX_FILES": str(nginx_files.FOLDER)}
    for name in ("CHAT_HOST", "REGISTER_HOST"):
        here[f"VEJVISER_NGINX_{name}"] = here.get(f"VEJVISER_NGINX_{name}") or f"{name[0].lower()}.example"
    for name in ("TLS", "REDIRECT"):
        key = f"VEJVISER_NGINX_{name}"
        if key in here:
            here[key] = str(_here(Path(here[key]), folder))
    said(engines.program("nginx"), "-t", "-q", "-c", nginx_files.fill(template, here, folder))


def _here(file: Path, folder: Path) -> Path:
    """Write an included file with a certificate that is made for this look alone."""
    text = (nginx_files.FOLDER / file.name).read_text("utf-8")
    made = folder / file.name
    made.write_text(text.replace("/run/secrets", str(folder)), "utf-8")
    if "ssl_certificate " in text:
        pair = ("-keyout", folder / "tls_key", "-out", folder / "tls_certificate")
        said("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=example", *pair)
    return made


def check_nginx(composed: Mapping[str, Any], objects: list[dict[str, Any]] | None) -> int:
    """Let nginx read all shapes.

    Returns:
        How many there were.

    Raises:
        CheckFailed: it does not take one of them.
        EngineMissing: there is no nginx here.
    """
    found = list(shapes(composed, objects))
    for where, template, values in found:
        with tempfile.TemporaryDirectory() as folder:
            try:
                nginx(template, values, Path(folder))
            except CheckFailed as failed:
                raise CheckFailed(f"{where}, {template}: {failed}") from None
    return len(found)


def main() -> int:
    """Check all there is.

    Returns:
        0 when nothing is wrong; what could not be looked at here is told.
    """
    with tempfile.TemporaryDirectory() as folder:
        copy = filled(Path(folder))
        try:
            images()
            composed, objects = compose(copy), kubernetes(copy)
            looked = check_nginx(composed, objects)
        except CheckFailed as failed:
            print(failed, file=sys.stderr)
            return 1
        except engines.EngineMissing as missing:
            looked = 0
            print(f"SPRINGER OVER: {missing} er ikke installeret.")
    if objects is None:
        print("SPRINGER OVER: Kubernetes. kubectl er ikke installeret.")
    services = len(composed["services"])
    print(f"{services} services, {len(objects or ())} objekter i Kubernetes, {looked} udgaver af nginx: intet galt.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
