"""Local sign-in: guessing is slowed down, passwords are long enough, and a session ends."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone

from directory.accounts import throttle
from directory.accounts.environment import provider, proxies
from directory.accounts.throttle import caller

RIGHT = {"username": "drift", "password": "grøn cykel i regnvejr"}
WRONG = RIGHT | {"password": "gul cykel i regnvejr"}
OIDC = {
    "VEJVISER_OIDC_ISSUER": "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0",
    "VEJVISER_OIDC_CLIENT_ID": "vejviser",
    "VEJVISER_OIDC_CLIENT_SECRET": "hemmelig",
    "VEJVISER_OIDC_ROLES": json.dumps({"Leder": {"school": "eksempelskolen", "role": "approver"}}),
}


@pytest.fixture(autouse=True)
def quick_passwords() -> Iterator[None]:
    """A million rounds for every guess would only make the tests slow."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def user() -> Any:
    return get_user_model().objects.create_superuser(**RIGHT)


def attempt(values: dict[str, str], **headers: str) -> HttpResponse:
    return Client(**headers).post("/admin/login/?next=/admin/", values)  # type: ignore[arg-type,return-value]


def test_five_wrong_guesses_close_the_name_at_that_address_for_a_quarter(user: Any) -> None:
    for _ in range(4):
        assert attempt(WRONG).status_code == 200
    assert attempt(WRONG).status_code == 429, "the fifth"
    closed = attempt(RIGHT)
    assert closed.status_code == 429 and "Vent et kvarter" in closed.content.decode(), "also with the right password"
    assert attempt(RIGHT, REMOTE_ADDR="10.0.0.9").status_code == 302, "she may still come in from elsewhere"
    assert attempt(WRONG | {"username": "en-anden"}).status_code == 200, "her colleague beside her too"
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14, seconds=30))
    assert attempt(RIGHT).status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=15, seconds=1))
    assert attempt(RIGHT).status_code == 302


def test_a_name_that_nobody_has_is_closed_in_the_same_words(user: Any) -> None:
    said = {}
    for name in ("drift", "findes-ikke"):
        answers = [attempt(WRONG | {"username": name}) for _ in range(6)]
        said[name] = [(answer.status_code, "Vent et kvarter" in answer.content.decode()) for answer in answers]
    assert said["drift"] == said["findes-ikke"]


def test_a_right_password_forgets_the_wrong_ones(user: Any) -> None:
    for _ in range(3):
        for _ in range(4):
            attempt(WRONG)
        assert attempt(RIGHT).status_code == 302


def test_a_flood_is_stopped_from_many_addresses_and_at_many_names(user: Any) -> None:
    failure = {"user_agent": "x", "http_accept": "x", "path_info": "/admin/login/"}
    for number in range(throttle.MOST_IN_AN_HOUR):
        AccessFailureLog.objects.create(username="drift", ip_address=f"10.1.0.{number}", **failure)
        AccessFailureLog.objects.create(username=f"navn-{number}", ip_address="10.2.0.1", **failure)
    assert attempt(RIGHT).status_code == 429, "100 guesses at one name, each from a new address"
    other = {"username": "tredje", "password": "x"}
    assert attempt(other, REMOTE_ADDR="10.2.0.1").status_code == 429, "100 names from one address"
    assert attempt(other).status_code == 200
    AccessFailureLog.objects.update(attempt_time=timezone.now() - timedelta(minutes=61))
    assert attempt(RIGHT).status_code == 302


def test_no_password_is_kept_anywhere(user: Any) -> None:
    attempt(WRONG)
    assert AccessFailureLog.objects.get().username == "drift"
    kept = str([*AccessAttempt.objects.values(), *AccessFailureLog.objects.values()])
    assert WRONG["password"] not in kept and "cykel" not in kept


@pytest.mark.parametrize(
    ("count", "forwarded", "believed"),
    [
        (0, "10.9.9.9", "127.0.0.1"),  # no proxy of ours: the caller wrote it
        (1, "10.9.9.9", "10.9.9.9"),
        (1, "1.1.1.1, 10.9.9.9", "10.9.9.9"),  # the caller wrote the first
        (2, "1.1.1.1, 10.9.9.9, 10.0.0.1", "10.9.9.9"),
        (2, "10.9.9.9", "127.0.0.1"),  # did not come through both
        (1, "vrøvl", "127.0.0.1"),
    ],
)
def test_the_address_behind_a_proxy_cannot_be_made_up(count: int, forwarded: str, believed: str) -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})
    with override_settings(PROXIES=count):
        assert caller(request) == believed


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("kort kode", "12"),
        ("482910573829", "numerisk"),
        ("password123456", "almindelig"),
        ("birgit-vestergaard", "minder"),
        ("æ" * 129, "128"),
    ],
)
def test_a_weak_password_is_refused_in_danish(password: str, said: str) -> None:
    person = get_user_model()(username="birgit-vestergaard")
    with pytest.raises(ValidationError) as refused:
        validate_password(password, person)
    assert said in " ".join(refused.value.messages)


@pytest.mark.parametrize("password", ["tre ord er nok", "æ" * 128, "ingenstortbogstav"])
def test_length_is_enough(password: str) -> None:
    validate_password(password, get_user_model()(username="birgit"))


def test_a_session_ends_after_twelve_hours_however_busy(user: Any) -> None:
    client = Client()
    client.force_login(user)
    for hours, status in ((11.9, 200), (12.1, 302)):
        session = client.session
        session["signed_in_at"] = timezone.now().timestamp() - hours * 3600
        session.save()
        assert client.get("/admin/accounts/person/").status_code == status, hours


def test_nothing_set_up_gives_no_button_and_no_address() -> None:
    assert provider({}, production=True) is None
    page = Client().get("/admin/login/").content.decode()
    assert "skolens konto" not in page and Client().get("/oidc/start/").status_code == 404


def test_a_provider_is_read() -> None:
    found = provider(OIDC, production=True)
    assert found is not None and found.tenant == "11111111-2222-3333-4444-555555555555"
    assert found.claim == "roles" and found.grants["Leder"].role == "approver"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"VEJVISER_OIDC_CLIENT_SECRET": ""}, "Disse mangler: VEJVISER_OIDC_CLIENT_SECRET."),
        ({"VEJVISER_OIDC_ISSUER": "http://login.example"}, "https://"),
        ({"VEJVISER_OIDC_ISSUER": "https://login.microsoftonline.com/common/v2.0"}, "lukker alle ind"),
        ({"VEJVISER_OIDC_ROLES": "Leder=approver"}, "Skriv JSON"),
        ({"VEJVISER_OIDC_ROLES": '["Leder"]'}, "Skriv JSON"),
        ({"VEJVISER_OIDC_ROLES": '{"Drift": {"school": "x", "role": "administrator"}}'}, "administrator"),
        ({"VEJVISER_OIDC_ROLES": "{}"}, "VEJVISER_OIDC_ROLES"),
    ],
)
def test_half_a_provider_stops_the_start_with_one_line(changed: dict[str, str], said: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        provider(OIDC | changed, production=True)
    assert said in str(refused.value) and "\n" not in str(refused.value)


def test_proxies_must_be_a_number() -> None:
    assert (proxies({}), proxies({"VEJVISER_PROXIES": "2"})) == (0, 2)
    with pytest.raises(ImproperlyConfigured, match="VEJVISER_PROXIES"):
        proxies({"VEJVISER_PROXIES": "-1"})
