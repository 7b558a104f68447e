"""What deploy/ promises of images, compose and Kubernetes, and whether each program understands its file."""

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy import check_deployment, make_secrets, nginx_files
from deploy.check_deployment import DEPLOY
from deploy.model import ROOT

# What only developers and tests set, and what says where parts of `make run` lie.
NOT_FOR_SCHOOLS = {
    "VEJVISER_PORT", "VEJVISER_ACTIONS_PORT", "VEJVISER_DIRECTORY_PORT", "VEJVISER_CLUSTER_PORT", "VEJVISER_REST",
    "VEJVISER_TEAMS_ISSUER", "VEJVISER_TEAMS_METADATA", "VEJVISER_TEAMS_AUTHORITY", "VEJVISER_TEAMS_PUBLISHER",
    "VEJVISER_TEAMS_PRIVACY_URL", "VEJVISER_TEAMS_TERMS_URL", "VEJVISER_TEAMS_APP_VERSION",
}  # fmt: skip
EXAMPLE = (DEPLOY / "vejviser.env.example").read_text("utf-8")
OWN = ("bot", "actions", "directory")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return check_deployment.filled(tmp_path_factory.mktemp("deploy"))


@pytest.fixture(scope="module")
def composed(copy: Path) -> dict[str, Any]:
    return check_deployment.compose(copy)


@pytest.fixture(scope="module")
def rendered(copy: Path) -> list[dict[str, Any]] | None:
    return check_deployment.kubernetes(copy)


@pytest.fixture
def objects(rendered: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    if rendered is None:
        pytest.skip("kubectl is not installed")
    return rendered


def pods(objects: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for one in objects:
        spec = one.get("spec", {})
        spec = spec.get("jobTemplate", {}).get("spec", spec)
        if "template" in spec:
            yield one["metadata"]["name"], spec["template"]["spec"]


def test_hadolint_finds_nothing_in_the_images() -> None:
    check_deployment.images()


@pytest.mark.parametrize("part", OWN)
def test_an_image_has_its_own_parts_alone_and_runs_as_nobody(part: str) -> None:
    text = (DEPLOY / "images" / f"{part}.Containerfile").read_text("utf-8")
    assert f"requirements/{part}.txt" in text and text.count("--require-hashes") == 2
    assert "USER 10001:10001" in text and "HEALTHCHECK" in text
    last = text[text.rindex("\nFROM ") :]
    assert "requirements" not in last and "apt-get" not in last


@pytest.mark.parametrize("part", OWN)
def test_an_image_holds_every_module_that_its_part_imports(part: str) -> None:
    """Read from the files: a module of ours that is imported but not copied would stop the container at its start."""
    text = (DEPLOY / "images" / f"{part}.Containerfile").read_text("utf-8")
    last = text[text.rindex("\nFROM ") :]
    copied = {
        found.split("/")[0] for found in re.findall(r"^COPY (?:--from=\S+ )?(?:/app/)?(\S+) ", last, re.MULTILINE)
    }
    imported, opened = set(), set()
    for path in (ROOT / part).rglob("*.py"):
        opened |= set(re.findall(r'(?:parents\[\d\]|ROOT) / "(\w+)"', path.read_text("utf-8")))
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.split(".")[0])
            elif isinstance(node, ast.Import):
                imported |= {name.name.split(".")[0] for name in node.names}
    assert imported & {"bot", "actions", "directory", "deploy"} <= copied
    # What is written, or is read only to train: none of it is in an image.
    assert opened - {"var"} <= copied


def test_every_setting_of_the_code_stands_in_the_example_and_no_other() -> None:
    pattern = re.compile(r"\bVEJVISER_[A-Z]+(?:_[A-Z]+)*\b")
    used = set()
    for folder in OWN:
        for path in (ROOT / folder).rglob("*.py"):
            used |= set(pattern.findall(path.read_text("utf-8")))
    known = set(pattern.findall(EXAMPLE))
    assert used - NOT_FOR_SCHOOLS - known - {"VEJVISER_TEAMS", "VEJVISER_METRICS_PORT"} == set()
    others = {"VEJVISER_PUBLIC_URL", "VEJVISER_PRIVATE_HOSTS"}
    templates = nginx_files.names("edge") | nginx_files.names("inner")
    told = "".join(
        path.read_text("utf-8")
        for path in (*ROOT.glob("directory/**/*.py"), *ROOT.glob("bot/**/*.py"), *DEPLOY.glob("*.py"))
    )
    for name in known - others - templates:
        # Mail's and Teams' are read by the end of their name.
        assert name in told or re.sub(r"^VEJVISER_(TEAMS_)?", "", name) in told, name


def test_no_secret_stands_in_the_example() -> None:
    set_there = dict(line.split("=", 1) for line in EXAMPLE.splitlines() if line and not line.startswith("#"))
    files = {f"VEJVISER_{name.upper()}" for name in (*make_secrets.MADE, *make_secrets.GIVEN, "redis", "database")}
    assert not files & set(set_there)


def test_every_service_is_shut_in(composed: dict[str, Any]) -> None:
    for name, service in composed["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["deploy"]["resources"]["limits"]["memory"], name
        assert ":latest" not in service["image"] and ":" in service["image"], name


def test_only_nginx_can_be_reached_and_the_stores_reach_nothing(composed: dict[str, Any]) -> None:
    services = composed["services"]
    assert [name for name, service in services.items() if service.get("ports")] == ["edge"]
    assert composed["networks"]["inside"]["internal"] is True
    for name in ("redis", "postgresql", "actions_a", "actions_b", "inner"):
        assert set(services[name]["networks"]) == {"inside"}, name


def test_two_of_everything_that_a_teacher_waits_for(composed: dict[str, Any]) -> None:
    for part in OWN:
        one, other = (dict(composed["services"][f"{part}_{letter}"]) for letter in "ab")
        addresses = [service.pop("networks")["inside"]["ipv4_address"] for service in (one, other)]
        assert one == other and addresses[0] != addresses[1]


def test_a_part_gets_the_secrets_that_it_reads_and_no_other(composed: dict[str, Any]) -> None:
    def given(name: str) -> set[str]:
        return {secret["source"] for secret in composed["services"][name]["secrets"]}

    assert not given("actions_a") & {
        "vejviser_database",
        "vejviser_redis",
        "vejviser_handover_key",
        "vejviser_handover_token",
    }
    assert not given("bot_a") & {"vejviser_database", "vejviser_handover_key", "vejviser_smtp_password"}
    assert not given("directory_a") & {"vejviser_redis", "vejviser_teams_secret"}
    assert given("edge") == {"tls_certificate", "tls_key"}


def test_every_pod_is_restricted(objects: list[dict[str, Any]]) -> None:
    """As Kubernetes' "restricted" asks, which the namespace enforces, and some more."""
    found = dict(pods(objects))
    assert len(found) == 11
    for name, pod in found.items():
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert pod["automountServiceAccountToken"] is False and pod["enableServiceLinks"] is False, name
        for one in pod["containers"]:
            context = one["securityContext"]
            assert context["allowPrivilegeEscalation"] is False and context["capabilities"] == {"drop": ["ALL"]}, name
            assert context["readOnlyRootFilesystem"] is True, name
            assert one["resources"]["limits"].keys() >= {"cpu", "memory"}, name
            assert re.search(r":[\w.-]+$", one["image"]) and not one["image"].endswith(":latest"), name


def test_no_upgrade_and_no_move_leaves_a_teacher_without_an_answer(objects: list[dict[str, Any]]) -> None:
    deployments = {one["metadata"]["name"]: one["spec"] for one in objects if one["kind"] == "Deployment"}
    budgets = {
        one["metadata"]["name"]: one["spec"]["minAvailable"] for one in objects if one["kind"] == "PodDisruptionBudget"
    }
    assert set(deployments) == {*OWN, "edge", "inner"} == set(budgets)
    for name, spec in deployments.items():
        assert spec["strategy"]["rollingUpdate"]["maxUnavailable"] == 0 and spec["replicas"] == 2, name
        assert budgets[name] == 1
        container_of = spec["template"]["spec"]["containers"][0]
        assert container_of["readinessProbe"] and container_of["livenessProbe"] and container_of["lifecycle"], name


def test_a_bot_that_is_not_ready_can_still_be_asked(objects: list[dict[str, Any]]) -> None:
    """It answers danger by rule while its model is being loaded; without this nobody could reach it."""
    services = {one["metadata"]["name"]: one["spec"] for one in objects if one["kind"] == "Service"}
    assert services["bot-any"]["publishNotReadyAddresses"] is True
    assert "publishNotReadyAddresses" not in services["bot"]
    edge = next(pod for name, pod in pods(objects) if name == "edge")
    env = {one["name"]: one["value"] for one in edge["containers"][0]["env"]}
    assert env["VEJVISER_NGINX_ANY_BOT_A"] == "bot-any:5005" and env["VEJVISER_NGINX_BOT_A"] == "bot:5005"


def test_everything_is_shut_until_a_policy_opens_it(objects: list[dict[str, Any]]) -> None:
    policies = {one["metadata"]["name"]: one["spec"] for one in objects if one["kind"] == "NetworkPolicy"}
    assert policies["nothing"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    labels = {
        one["metadata"]["labels"]["app.kubernetes.io/component"]
        for one in objects
        if one["kind"] in ("Deployment", "StatefulSet")
    }
    assert labels <= set(policies)
    assert policies["redis"]["egress"] == [] and "ipBlock" not in str(policies["actions"])


def test_nginx_takes_its_files_in_every_shape(composed: dict[str, Any], rendered: list[dict[str, Any]] | None) -> None:
    if not (shutil.which("nginx") or Path("/usr/sbin/nginx").exists()):
        pytest.skip("nginx is not installed")
    assert check_deployment.check_nginx(composed, rendered) == (4 if rendered is None else 6)


def test_every_value_of_the_templates_is_given_everywhere(
    composed: dict[str, Any], objects: list[dict[str, Any]]
) -> None:
    found = list(check_deployment.shapes(composed, objects))
    assert len(found) == 6
    for where, template, values in found:
        assert nginx_files.names(template) <= set(values), (where, template)


def test_what_compose_and_kubernetes_pull_is_the_same() -> None:
    text = (DEPLOY / "compose.yml").read_text("utf-8")
    base = yaml.safe_load((DEPLOY / "kubernetes" / "base" / "kustomization.yaml").read_text("utf-8"))
    for image in base["images"]:
        assert f"image: {image['newName']}:{image['newTag']}\n" in text
