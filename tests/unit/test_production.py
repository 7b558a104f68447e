"""What production refuses to start with, and the one line it says."""

from pathlib import Path

import pytest

from deploy.production import refuse_unsafe, refuse_unsafe_directory

# Made with secrets.token_urlsafe(48) for this test; used nowhere.
GOOD = {
    "VEJVISER_PROFILE": "production",
    "VEJVISER_SECRET_KEY": "kUq8Zr3wTn1Yb6Xv0Lm5Hd9Pc2Jf7Gs4",
    "VEJVISER_ACTIONS_TOKEN": "p7RtW2nQy9LxB4vK8mZc3HjD6sFgA1eT",
    "VEJVISER_SCHOOL": "vores-skole",
    "VEJVISER_DIRECTORY_TOKEN": "x4NfK9sVbT6yQm1WcR8uHz3LpJ5dGa7E",
}


@pytest.fixture
def schools(tmp_path: Path) -> Path:
    (tmp_path / "own.yml").write_text("slug: vores-skole\nexample: false\n", "utf-8")
    (tmp_path / "example.yml").write_text("slug: eksempelskolen\nexample: true\n", "utf-8")
    (tmp_path / "silent.yml").write_text("slug: siger-intet\n", "utf-8")
    return tmp_path


def said(environ: dict[str, str], schools: Path) -> str:
    with pytest.raises(SystemExit) as refusal:
        refuse_unsafe(environ, schools)
    return str(refusal.value)


def test_a_careful_setup_starts(schools: Path) -> None:
    refuse_unsafe(GOOD, schools)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("VEJVISER_SECRET_KEY", ""),
        ("VEJVISER_SECRET_KEY", "kort"),
        ("VEJVISER_SECRET_KEY", "only-for-development-never-for-production-000000000"),
        ("VEJVISER_SECRET_KEY", "a" * 64),
        ("VEJVISER_SECRET_KEY", "change-me-change-me-change-me-change-me"),
        ("VEJVISER_ACTIONS_TOKEN", ""),
        ("VEJVISER_ACTIONS_TOKEN", "1234567890123456789012345678901"),
        ("VEJVISER_DEBUG", "1"),
        ("VEJVISER_DEBUG", "true"),
        ("VEJVISER_REST", "1"),
        ("VEJVISER_SCHOOL", ""),
        ("VEJVISER_SCHOOL", "eksempelskolen"),
        ("VEJVISER_SCHOOL", "findes-ikke"),
        ("VEJVISER_SCHOOL", "siger-intet"),
        ("VEJVISER_PROFILE", "prod"),
        ("VEJVISER_EMBED_ORIGINS", "https://*.skole.dk"),
        ("VEJVISER_EMBED_ORIGINS", "http://localhost:8080"),
        ("VEJVISER_DIRECTORY_URL", "http://10.0.0.5:8001"),
        ("VEJVISER_REDIS", "10.0.0.5:6379"),
        ("VEJVISER_REDIS", "http://10.0.0.5:6379"),
    ],
)
def test_production_refuses(variable: str, value: str, schools: Path) -> None:
    line = said(GOOD | {variable: value}, schools)
    assert variable in line and "\n" not in line
    assert not value or len(value) < 20 or value not in line, "a secret is never written to a log"


def test_conversations_are_shared_only_where_they_can_be_sealed(schools: Path) -> None:
    shared = {
        "VEJVISER_ACTIONS_TOKEN": GOOD["VEJVISER_ACTIONS_TOKEN"],
        "VEJVISER_REDIS": "rediss://:ord@10.0.0.5:6379/0",
    }
    refuse_unsafe(GOOD | shared, schools)
    assert "VEJVISER_SECRET_KEY" in said(shared, schools), "in development too: two bots must have the same key"


def test_one_key_for_two_doors_is_refused(schools: Path) -> None:
    assert "ens" in said(GOOD | {"VEJVISER_ACTIONS_TOKEN": GOOD["VEJVISER_SECRET_KEY"]}, schools)


def test_development_needs_only_the_token(schools: Path) -> None:
    refuse_unsafe({"VEJVISER_ACTIONS_TOKEN": "x" * 32}, schools)
    refuse_unsafe({"VEJVISER_ACTIONS_TOKEN": "x" * 32, "VEJVISER_EMBED_ORIGINS": "http://localhost:8080"}, schools)
    assert "VEJVISER_ACTIONS_TOKEN" in said({}, schools)


@pytest.mark.parametrize("url", ["", "http://127.0.0.1:8001", "http://[::1]:8001", "https://register.skole.example"])
def test_a_careful_way_to_the_directory_is_taken(url: str) -> None:
    refuse_unsafe_directory(GOOD | {"VEJVISER_DIRECTORY_URL": url})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("VEJVISER_DIRECTORY_TOKEN", ""),
        ("VEJVISER_DIRECTORY_TOKEN", "kort"),
        ("VEJVISER_DIRECTORY_TOKEN", GOOD["VEJVISER_ACTIONS_TOKEN"]),
        ("VEJVISER_DIRECTORY_TOKEN", GOOD["VEJVISER_SECRET_KEY"]),
        ("VEJVISER_DIRECTORY_URL", "http://register.skole.example"),
        ("VEJVISER_DIRECTORY_URL", "http://10.0.0.5:8001"),
    ],
)
def test_an_unsafe_way_to_the_directory_is_refused(variable: str, value: str) -> None:
    with pytest.raises(SystemExit) as refusal:
        refuse_unsafe_directory(GOOD | {variable: value})
    assert variable in str(refusal.value) and "\n" not in str(refusal.value)


def test_in_development_the_directory_on_the_machine_asks_for_no_token() -> None:
    refuse_unsafe_directory({})
    with pytest.raises(SystemExit):
        refuse_unsafe_directory({"VEJVISER_DIRECTORY_TOKEN": "kort"})


def test_a_host_of_our_own_closed_network_may_be_named(schools: Path) -> None:
    closed = GOOD | {"VEJVISER_DIRECTORY_URL": "http://inner:8092", "VEJVISER_PRIVATE_HOSTS": "other, inner"}
    refuse_unsafe(closed, schools)
    refuse_unsafe_directory(closed)


@pytest.mark.parametrize("named", ["", "other", "register.skole.example", "10.0.0.5"])
@pytest.mark.parametrize("url", ["http://inner:8092", "http://register.skole.example", "http://10.0.0.5:8001"])
def test_no_other_host_is_ours(named: str, url: str, schools: Path) -> None:
    """A name with a dot may be anybody's on the net, even when it is named."""
    wrong = GOOD | {"VEJVISER_DIRECTORY_URL": url, "VEJVISER_PRIVATE_HOSTS": named}
    assert "VEJVISER_DIRECTORY_URL" in said(wrong, schools)
    with pytest.raises(SystemExit):
        refuse_unsafe_directory(wrong)
