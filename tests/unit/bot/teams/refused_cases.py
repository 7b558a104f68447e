"""Every way a token or an activity can be wrong: read by the tests, and by the table of docs/teams_refusals.md."""

import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import jwt
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from token_bench import (
    APP_ID,
    CONTENT,
    ISSUER,
    SERVICE_URL,
    STRANGER,
    TENANT,
    Provider,
    activity,
    claims,
    curve_key,
    encoded,
    key,
    public,
    raw_token,
    signed_small,
    token,
)

Headers = list[str]
Sent = tuple[Headers, Any]


@dataclass(frozen=True)
class Case:
    """One way to be wrong: in words, the reason it is refused for, what is sent, and what the provider does."""

    what: str
    reason: str
    sent: Callable[[], Sent]
    provider: Callable[[Provider], None] = lambda provider: None


def case(what: str, reason: str, made: Callable[[], str], **more: Any) -> Case:
    """A wrong token with a right activity."""
    return Case(what, reason, lambda: ([f"Bearer {made()}"], activity()), **more)


def said(what: str, reason: str, **changes: Any) -> Case:
    """A right token with a wrong activity."""
    return Case(what, reason, lambda: ([f"Bearer {token()}"], activity(**changes)))


def lured(what: str, url: str, reason: str = "host_not_allowed") -> Case:
    """Token and activity agree on an address to which no answer may go."""
    return Case(what, reason, lambda: ([f"Bearer {token(serviceurl=url)}"], activity(serviceUrl=url)))


def by_hand(headers: Callable[[], Headers]) -> Callable[[], Sent]:
    """Headers as they stand, with a right activity."""
    return lambda: (headers(), activity())


def public_as_secret() -> str:
    """HS256 with the published key as its secret: the old trick against readers that believe the header."""
    pem = key("good").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    body = raw_token({"alg": "HS256", "typ": "JWT", "kid": "good"}).rpartition(".")[0]
    return f"{body}.{encoded(hmac.new(pem, body.encode(), sha256).digest())}"


def changed_after_signing() -> str:
    """A right signature over other claims."""
    head, _, signature = token().split(".")
    return f"{head}.{encoded(json.dumps(claims(sub='another')).encode())}.{signature}"


def by_impostor() -> str:
    """Signed rightly by a key that is not the published one of that name."""
    return str(token("impostor", headers={"kid": "good"}))


def own_key(name: str, value: Any) -> Callable[[], str]:
    """A token that brings or names the key it is signed with."""
    return lambda: token("impostor", headers={"kid": "good", name: value})


def at(**seconds: int) -> dict[str, int]:
    """Claims at so many seconds from now."""
    return {name: int(time.time()) + value for name, value in seconds.items()}


def fail(status: int) -> Callable[[Provider], None]:
    """The provider answers with a status."""
    return lambda provider: setattr(provider, "status", status)


def publish(name: str, value: Any) -> Callable[[Provider], None]:
    """The provider says something else."""
    return lambda provider: setattr(provider, name, value)


EMULATOR = "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"
EMULATOR_2 = "https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0"
OTHER_TENANT = f"https://login.microsoftonline.com/{STRANGER}/v2.0"
EVIL = "https://smba.trafficmanager.net.evil.dk/emea/"

TOKENS = [
    Case("no Authorization header", "no_token", by_hand(lambda: [])),
    Case("an empty Authorization header", "no_token", by_hand(lambda: [""])),
    Case("a password (`Basic`)", "not_bearer", by_hand(lambda: ["Basic dmVqdmlzZXI6MTIzNA=="])),
    Case("a token without the word `Bearer`", "not_bearer", by_hand(lambda: [token()])),
    Case("two tokens in one header", "two_tokens", by_hand(lambda: [f"Bearer {token()} {token()}"])),
    Case("two Authorization headers, both right", "two_tokens", by_hand(lambda: [f"Bearer {token()}"] * 2)),
    case("a token of 6,600 characters", "token_too_long", lambda: token(padding="x" * 4300)),
    case("no token behind the word `Bearer`", "not_a_token", lambda: ""),
    case("a word in the place of a token", "not_a_token", lambda: "hemmelig"),
    case("two parts in the place of three", "not_a_token", lambda: token().rpartition(".")[0]),
    case("a header that is no JSON", "not_a_token", lambda: f"{encoded(b'{')}.{token().partition('.')[2]}"),
    case("a header that is a list", "not_a_token", lambda: f"{encoded(b'[]')}.{token().partition('.')[2]}"),
    case("`alg` none", "wrong_algorithm", lambda: raw_token({"alg": "none", "kid": "good"})),
    case("`alg` None in other letters", "wrong_algorithm", lambda: raw_token({"alg": "nOnE", "kid": "good"})),
    case("no `alg`", "wrong_algorithm", lambda: raw_token({"kid": "good"}, b"x" * 256)),
    case("HS256 with the public key as the secret", "wrong_algorithm", public_as_secret),
    case("RS512", "wrong_algorithm", lambda: token(alg="RS512")),
    case("PS256", "wrong_algorithm", lambda: token(alg="PS256")),
    case(
        "ES256 with a published key",
        "wrong_algorithm",
        lambda: jwt.encode(claims(), curve_key(), algorithm="ES256", headers={"kid": "curve"}),
    ),
    case("a key's address in the header (`jku`)", "own_key", own_key("jku", "https://evil.dk/keys")),
    case("a certificate's address in the header (`x5u`)", "own_key", own_key("x5u", "https://evil.dk/key.pem")),
    case("a key in the header (`jwk`)", "own_key", own_key("jwk", public("impostor"))),
    case("a certificate in the header (`x5c`)", "own_key", own_key("x5c", ["MIIB"])),
    case("a critical header (`crit`)", "critical_header", lambda: token(headers={"crit": ["exp"], "exp": 1})),
    case("no key id (`kid`)", "no_key_id", lambda: token(headers={"kid": None})),
    case("an empty key id", "no_key_id", lambda: token(headers={"kid": ""})),
    case("a key id that is a number", "no_key_id", lambda: raw_token({"alg": "RS256", "kid": 7}, b"x" * 256)),
    case("a key id that nobody publishes", "unknown_key", lambda: token("impostor")),
    case("a key id that is published twice", "unknown_key", lambda: token("twice")),
    case("a key that is published for encryption", "unknown_key", lambda: token("encryption")),
    case("a key that is published for a curve", "unknown_key", lambda: token("good", headers={"kid": "curve"})),
    case("a published RSA key of 512 bits", "weak_key", lambda: signed_small(token("good", headers={"kid": "small"}))),
    case("another key under a published id", "bad_signature", by_impostor),
    case("claims changed after signing", "bad_signature", changed_after_signing),
    case("no signature", "bad_signature", lambda: token().rpartition(".")[0] + "."),
    case("expired six minutes ago", "expired", lambda: token(**at(exp=-360))),
    case("valid from six minutes ahead", "not_yet_valid", lambda: token(**at(nbf=360, exp=3600))),
    case("no expiry", "no_expiry", lambda: token(exp=None)),
    case("an expiry without end (`Infinity`)", "not_a_token", lambda: token(exp=float("inf"))),
    case("no issuer", "wrong_issuer", lambda: token(iss=None)),
    case("another issuer", "wrong_issuer", lambda: token(iss="https://evil.dk")),
    case("Microsoft's issuer of another tenant", "wrong_issuer", lambda: token(iss=OTHER_TENANT)),
    case("the emulator's issuer, version 3.1", "wrong_issuer", lambda: token(iss=EMULATOR, appid=APP_ID)),
    case("the emulator's issuer, version 3.2", "wrong_issuer", lambda: token(iss=EMULATOR_2, azp=APP_ID)),
    case("the issuer's name with more behind it", "wrong_issuer", lambda: token(iss=ISSUER + ".evil.dk")),
    case("a list of issuers", "wrong_issuer", lambda: raw_token({"alg": "RS256", "kid": "good"}, iss=[ISSUER])),
    case("no audience", "no_audience", lambda: token(aud=None)),
    case("another bot's audience", "wrong_audience", lambda: token(aud=STRANGER)),
    case("this bot among other audiences", "wrong_audience", lambda: token(aud=[STRANGER, APP_ID])),
    case("Microsoft's keys cannot be reached", "no_keys", token, provider=fail(503)),
    case("Microsoft's keys are redirected", "no_keys", token, provider=fail(302)),
    case("the metadata are no object", "no_keys", token, provider=publish("metadata", ["no", "object"])),
    case(
        "the metadata name keys without encryption",
        "no_keys",
        token,
        provider=publish("metadata", {"jwks_uri": "http://192.0.2.1/keys"}),
    ),
    case("the key set is no list", "no_keys", token, provider=publish("keys", {"keys": "none"})),
]

ACTIVITIES = [
    Case("a body that is no JSON", "not_an_activity", lambda: ([f"Bearer {token()}"], b"{" + CONTENT.encode())),
    Case("a body that is a list", "not_an_activity", lambda: ([f"Bearer {token()}"], [activity()])),
    said("another channel than Teams", "wrong_channel", channelId="webchat"),
    said("the emulator's channel", "wrong_channel", channelId="emulator"),
    said("no channel", "wrong_channel", channelId=None),
    case("a key that is not endorsed for Teams", "key_not_endorsed", lambda: token("unendorsed")),
    case("a key without endorsements", "key_not_endorsed", lambda: token("bare")),
    case("no `serviceurl` claim", "no_service_url", lambda: token(serviceurl=None)),
    case("a `serviceurl` claim that is no text", "no_service_url", lambda: token(serviceurl=[SERVICE_URL])),
    said("no `serviceUrl`", "no_service_url", serviceUrl=None),
    said(
        "another `serviceUrl` than the token's", "other_service_url", serviceUrl="https://smba.trafficmanager.net/amer/"
    ),
    said("a `serviceUrl` with one path more", "other_service_url", serviceUrl=SERVICE_URL + "v3"),
    lured("a host that is not allowed", "https://evil.dk/emea/"),
    lured("a host that looks like Microsoft's", EVIL),
    lured("another name under trafficmanager.net", "https://smba-evil.trafficmanager.net/emea/"),
    lured("the host as a user name (`@`)", "https://smba.trafficmanager.net@evil.dk/emea/"),
    lured("the host behind a backslash", "https://evil.dk\\@smba.trafficmanager.net/"),
    lured("a port", "https://smba.trafficmanager.net:8443/emea/"),
    lured("no encryption", "http://smba.trafficmanager.net/emea/"),
    lured("a query", "https://smba.trafficmanager.net/emea/?to=evil.dk"),
    lured("a path that climbs", "https://smba.trafficmanager.net/emea/../evil/"),
    lured("this machine's own address", "http://127.0.0.1:9858/"),
    said("no tenant", "no_tenant", channelData=None, conversation={"id": "a:1"}),
    said(
        "a tenant that is not allowed",
        "other_tenant",
        channelData={"tenant": {"id": STRANGER}},
        conversation={"id": "a:1"},
    ),
    said(
        "a tenant that is no text", "other_tenant", channelData={"tenant": {"id": [TENANT]}}, conversation={"id": "a:1"}
    ),
    said("two tenants, one of them allowed", "two_tenants", channelData={"tenant": {"id": STRANGER}}),
    said("two tenants, the other one allowed", "two_tenants", conversation={"id": "a:1", "tenantId": STRANGER}),
]

CASES = [*TOKENS, *ACTIVITIES]
