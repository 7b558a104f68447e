"""What Teams is told by the environment, and the one line that says what is wrong with it."""

import base64
import hashlib
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from token_bench import APP_ID, STRANGER, TENANT, key, pem

from bot.channels.teams.addresses import allows, origin
from bot.channels.teams.certificate import assertion, load
from bot.channels.teams.settings import HOSTS, from_environment

GOOD = {
    "VEJVISER_TEAMS_APP_ID": APP_ID,
    "VEJVISER_TEAMS_TENANT": TENANT,
    "VEJVISER_TEAMS_SECRET": "z8Q~kUq8Zr3wTn1Yb6Xv0Lm5Hd9Pc2Jf7Gs4",
    "VEJVISER_SCHOOL": "vores-skole",
}
MULTI = GOOD | {"VEJVISER_TEAMS_KIND": "multi"}


def read(environ: dict[str, str]) -> Any:
    found = from_environment(environ)
    assert found is not None
    return found


def test_teams_is_off_until_it_has_an_id() -> None:
    assert from_environment({}) is None
    assert from_environment({**GOOD, "VEJVISER_TEAMS_APP_ID": " "}) is None


def test_a_bot_of_one_tenant() -> None:
    found = read(GOOD)
    assert (found.kind, found.tenant, found.tenants) == ("single", TENANT, {TENANT})
    assert found.schools == {TENANT: "vores-skole"}
    assert found.hosts == HOSTS and found.issuer == "https://api.botframework.com"
    assert found.token_url == f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"


def test_a_bot_of_the_old_kind_serves_several_schools() -> None:
    listed = f"{TENANT}=nord-skole, {STRANGER.upper()}=syd-skole"
    found = read(MULTI | {"VEJVISER_TEAMS_TENANTS": listed})
    assert found.schools == {TENANT: "nord-skole", STRANGER: "syd-skole"}
    assert found.tenants == {TENANT, STRANGER}
    assert found.token_url == "https://login.microsoftonline.com/botframework.com/oauth2/v2.0/token"  # noqa: S105


def test_the_secret_stands_in_no_line_that_shows_the_settings() -> None:
    assert "z8Q~" not in repr(read(GOOD))


WRONG = [
    ("VEJVISER_TEAMS_APP_ID", "vejviser", "VEJVISER_TEAMS_APP_ID"),
    ("VEJVISER_TEAMS_KIND", "managed", "VEJVISER_TEAMS_KIND"),
    ("VEJVISER_TEAMS_TENANT", "", "VEJVISER_TEAMS_TENANT"),
    ("VEJVISER_TEAMS_TENANT", "skolen.onmicrosoft.com", "VEJVISER_TEAMS_TENANT"),
    ("VEJVISER_TEAMS_TENANTS", "alle", "VEJVISER_TEAMS_TENANTS"),
    ("VEJVISER_TEAMS_TENANTS", "*", "VEJVISER_TEAMS_TENANTS"),
    ("VEJVISER_TEAMS_TENANTS", f"{TENANT}=Vores Skole", "VEJVISER_TEAMS_TENANTS"),
    ("VEJVISER_TEAMS_TENANTS", f"{TENANT}=a,{TENANT}=b", "VEJVISER_TEAMS_TENANTS"),
    ("VEJVISER_TEAMS_SECRET", "", "VEJVISER_TEAMS_SECRET"),
    ("VEJVISER_TEAMS_SECRET", "abc", "VEJVISER_TEAMS_SECRET"),
    ("VEJVISER_TEAMS_CERTIFICATE", "begge.pem", "VEJVISER_TEAMS_CERTIFICATE"),
    ("VEJVISER_TEAMS_HOSTS", "evil.dk", "VEJVISER_TEAMS_HOSTS"),
    ("VEJVISER_TEAMS_HOSTS", "http://127.0.0.1:9000,https://evil.dk", "VEJVISER_TEAMS_HOSTS"),
    ("VEJVISER_TEAMS_METADATA", "https://evil.dk/metadata", "VEJVISER_TEAMS_METADATA"),
    ("VEJVISER_TEAMS_AUTHORITY", "http://127.0.0.1@evil.dk", "VEJVISER_TEAMS_AUTHORITY"),
    ("VEJVISER_TEAMS_ISSUER", "https://api.botframework.com.evil.dk", "VEJVISER_TEAMS_ISSUER"),
]


@pytest.mark.parametrize(("variable", "value", "named"), WRONG)
def test_a_wrong_setting_stops_the_start_with_one_line(variable: str, value: str, named: str) -> None:
    with pytest.raises(SystemExit) as refusal:
        from_environment(GOOD | {variable: value})
    line = str(refusal.value)
    assert named in line and "\n" not in line
    assert not value or value == "*" or value not in line or value.endswith(".pem")


@pytest.mark.parametrize("name", ["HOSTS", "METADATA", "AUTHORITY", "ISSUER"])
def test_another_authority_than_microsofts_is_for_tests_alone(name: str) -> None:
    given = GOOD | {f"VEJVISER_TEAMS_{name}": "http://127.0.0.1:9858"}
    found = read(given)
    assert "127.0.0.1:9858" in " ".join([*found.hosts, found.metadata_url, found.authority, found.issuer])
    for profile in ("production", "", "Development"):
        with pytest.raises(SystemExit, match=f"VEJVISER_TEAMS_{name}"):
            from_environment(given | {"VEJVISER_PROFILE": profile})


def test_several_schools_must_be_named() -> None:
    with pytest.raises(SystemExit, match="VEJVISER_TEAMS_TENANTS"):
        from_environment(MULTI | {"VEJVISER_TEAMS_TENANT": ""})


def with_certificate(path: Path) -> dict[str, str]:
    return {**GOOD, "VEJVISER_TEAMS_SECRET": "", "VEJVISER_TEAMS_CERTIFICATE": str(path)}


def test_a_certificate_is_taken_and_proves_itself_at_one_address_for_five_minutes(tmp_path: Path) -> None:
    path = tmp_path / "bot.pem"
    path.write_bytes(pem())
    found = read(with_certificate(path))
    assert found.certificate == path and found.secret is None
    signed = assertion(load(path), APP_ID, found.token_url)
    header = jwt.get_unverified_header(signed)
    der = x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(Encoding.DER)
    assert header["alg"] == "PS256"
    assert header["x5t#S256"] == base64.urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=").decode()
    claims = jwt.decode(signed, key("good").public_key(), algorithms=["PS256"], audience=found.token_url, issuer=APP_ID)
    assert claims["sub"] == APP_ID and 0 < claims["exp"] - claims["nbf"] <= 300
    assert claims["jti"] != jwt.decode(assertion(load(path), APP_ID, "x"), options={"verify_signature": False})["jti"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "PEM"),
        (b"-----BEGIN NOTHING-----", "PEM"),
        (pem(password=b"lukket"), "PEM"),
        (pem(bits=1024), "2048"),
        (pem(by="good", of="other"), "sammen"),
        (None, "ret til"),
    ],
    ids=["empty", "nonsense", "with a password", "weak", "another key", "not there"],
)
def test_an_unusable_certificate_stops_the_start(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "bot.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SystemExit, match="VEJVISER_TEAMS_CERTIFICATE") as refusal:
        from_environment(with_certificate(path))
    assert said in str(refusal.value) and "\n" not in str(refusal.value)


def test_in_production_nobody_else_may_read_the_key(tmp_path: Path) -> None:
    path = tmp_path / "bot.pem"
    path.write_bytes(pem())
    for mode, closed in ((0o644, False), (0o640, True), (0o600, True)):
        path.chmod(mode)
        given = with_certificate(path)
        assert read(given).certificate == path, "a developer is not bothered"
        if closed:
            assert read(given | {"VEJVISER_PROFILE": "production"}).certificate == path
        else:
            with pytest.raises(SystemExit, match="chmod"):
                from_environment(given | {"VEJVISER_PROFILE": "production"})


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://smba.trafficmanager.net/emea/", True),
        ("https://SMBA.trafficmanager.net:443/emea", True),
        ("https://smba.infra.gcc.teams.microsoft.com/teams/", True),
        ("https://smba.trafficmanager.net", True),
        ("https://smba.trafficmanager.net.evil.dk/", False),
        ("https://evil.dk/smba.trafficmanager.net", False),
        ("https://evil.dk#smba.trafficmanager.net", False),
        ("https://smba.trafficmanager.net@evil.dk/", False),
        ("https://evil.dk%2f@smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net\n.evil.dk/", False),
        ("https://smba.trafficmanager.net./", False),
        ("https:/smba.trafficmanager.net/", False),
        ("//smba.trafficmanager.net/", False),
        ("ftp://smba.trafficmanager.net/", False),
        ("https://ѕmba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net/" + "a" * 600, False),
        (None, False),
        (7, False),
    ],
)
def test_only_microsofts_own_hosts_are_allowed(address: object, allowed: bool) -> None:
    assert allows(HOSTS, address) is allowed


def test_an_address_has_one_spelling() -> None:
    assert origin("HTTPS://A.dk:443/x") == origin("https://a.dk/y") == "https://a.dk"
    assert origin("http://127.0.0.1:80") == "http://127.0.0.1"
