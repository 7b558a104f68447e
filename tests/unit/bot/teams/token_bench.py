"""A Bot Connector of our own for tests: locally made keys, their metadata on loopback, tokens and activities."""

import base64
import json
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

import jwt
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from bot.channels.teams.settings import TeamsSettings

APP_ID = "5d1c3a0e-7f42-4b7e-9a55-3c2f1e0d9b88"
TENANT = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
STRANGER = "0f8fad5b-d9cb-469f-a165-70867728950e"
SERVICE_URL = "https://smba.trafficmanager.net/emea/7c9e6679-7425-40de-944b-e07fc1f90ae7/"
ISSUER = "https://api.botframework.com"
# Stands in every token and activity, and must stand in no line of the log.
CONTENT = "Hemmelighed-om-eleven"

SETTINGS = TeamsSettings(
    app_id=APP_ID,
    kind="single",
    tenant=TENANT,
    tenants=frozenset({TENANT}),
    schools={TENANT: "vores-skole"},
    secret="only-used-against-loopback",  # noqa: S106
)


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """Return the private key of that name, made once."""
    return rsa.generate_private_key(65537, 2048)


def pem(by: str = "good", of: str = "good", bits: int = 2048, password: bytes | None = None) -> bytes:
    """Return a key and a certificate in one file, as a bot has them.

    Args:
        by: whose key it is.
        of: whose certificate it is.
        bits: another length makes a key of its own.
        password: what the key is closed with.
    """
    own = key(by) if bits == 2048 else rsa.generate_private_key(65537, bits)
    signer = key(of) if bits == 2048 else own
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Vejviser")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(name, name, signer.public_key(), x509.random_serial_number()).not_valid_before(now)
    certificate = built.not_valid_after(now + timedelta(days=30)).sign(signer, hashes.SHA256())
    closed = BestAvailableEncryption(password) if password else NoEncryption()
    return own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, closed) + certificate.public_bytes(Encoding.PEM)


@cache
def curve_key() -> ec.EllipticCurvePrivateKey:
    """Return a key of another kind."""
    return ec.generate_private_key(ec.SECP256R1())


def public(name: str, **entry: Any) -> dict[str, Any]:
    """Return a key as the Connector publishes it; by default endorsed for Teams."""
    published: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(key(name).public_key()))
    return published | {"use": "sig", "kid": name, "x5t": name, "endorsements": ["msteams", "webchat"]} | entry


def without(entry: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a copy without some of its parts."""
    return {name: value for name, value in entry.items() if name not in names}


@cache
def small_key() -> tuple[int, int]:
    """Return modulus and private exponent of an RSA key of 512 bits; libraries refuse to make one."""
    chance = random.Random(512)
    while True:
        first, second = (_prime(chance) for _ in range(2))
        modulus, rest = first * second, (first - 1) * (second - 1)
        if modulus.bit_length() == 512 and rest % 65537:
            return modulus, pow(65537, -1, rest)


def _prime(chance: random.Random) -> int:
    while True:
        number = chance.getrandbits(256) | (1 << 255) | 1
        if all(pow(base, number - 1, number) == 1 for base in (2, 3, 5, 7, 11, 13)):
            return number


def encoded(part: bytes) -> str:
    """Return the spelling of a token's part."""
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def signed_small(token: str) -> str:
    """Sign a token's first two parts with the key of 512 bits, rightly."""
    modulus, exponent = small_key()
    body = token.rpartition(".")[0]
    digest = bytes.fromhex("3031300d060960864801650304020105000420") + sha256(body.encode()).digest()
    padded = b"\x00\x01" + b"\xff" * (64 - 3 - len(digest)) + b"\x00" + digest
    return f"{body}.{encoded(pow(int.from_bytes(padded, 'big'), exponent, modulus).to_bytes(64, 'big'))}"


def claims(**changes: Any) -> dict[str, Any]:
    """Return what the Connector says in a token; None takes a claim out."""
    now = int(time.time())
    whole = {"iss": ISSUER, "aud": APP_ID, "nbf": now - 60, "exp": now + 3600, "serviceurl": SERVICE_URL} | changes
    return {"sub": CONTENT} | {name: value for name, value in whole.items() if value is not None}


def token(by: str = "good", *, alg: str = "RS256", headers: dict[str, Any] | None = None, **changes: Any) -> str:
    """Return a signed token.

    Args:
        by: the name of the key that signs.
        alg: the way of signing.
        headers: what to say besides; None takes one out.
        changes: claims that differ from the right ones.
    """
    said = {"kid": by, "x5t": by} | (headers or {})
    said = {name: value for name, value in said.items() if value is not None}
    return jwt.encode(claims(**changes), key(by), algorithm=alg, headers=said)


def raw_token(header: dict[str, Any], signature: bytes = b"", **changes: Any) -> str:
    """Return a token that no library would make."""
    parts = (json.dumps(header).encode(), json.dumps(claims(**changes)).encode(), signature)
    return ".".join(encoded(part) for part in parts)


def activity(**changes: Any) -> dict[str, Any]:
    """Return a personal message in Teams; None takes a part out."""
    whole = {
        "type": "message",
        "id": "1763820000000",
        "channelId": "msteams",
        "serviceUrl": SERVICE_URL,
        "text": CONTENT,
        "from": {"id": "29:1kM-" + "a" * 40, "name": CONTENT, "aadObjectId": "b4a3f7f2-0c3c-4c57-9b7e-0f7d2a9e5d11"},
        "recipient": {"id": f"28:{APP_ID}", "name": "Vejviser"},
        "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": "a:1pL-" + "b" * 40},
        "channelData": {"tenant": {"id": TENANT}},
    } | changes
    return {name: value for name, value in whole.items() if value is not None}


@dataclass
class Provider:
    """What the Connector publishes, and how often it was asked."""

    published: list[Any] = field(default_factory=list)
    status: int = 200
    metadata: Any = None
    keys: Any = None
    asked: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def metadata_url(self) -> str:
        """Where its description is."""
        return f"{self.url}/metadata"

    def settings(self, **changes: Any) -> TeamsSettings:
        """Return settings that point here."""
        return replace(SETTINGS, **({"metadata_url": self.metadata_url} | changes))

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer as the Connector does."""
        self.asked.append(request.path)
        if self.status != 200:
            return web.Response(status=self.status, headers={"Location": f"{self.url}/elsewhere"})
        usual = {"issuer": ISSUER, "jwks_uri": f"{self.url}/keys"} if request.path == "/metadata" else None
        said = self.metadata if request.path == "/metadata" else self.keys
        return web.json_response(said if said is not None else usual or {"keys": self.published})


def usual_keys() -> list[Any]:
    """Return the published keys of most tests: one good, and some that are no good for Teams."""
    modulus = small_key()[0]
    curve = json.loads(ECAlgorithm.to_jwk(curve_key().public_key()))
    return [
        "no object",
        public("good"),
        public("unendorsed", endorsements=["webchat", "directline"]),
        without(public("bare"), "endorsements"),
        public("small") | {"n": encoded(modulus.to_bytes(64, "big"))},
        public("encryption", use="enc"),
        public("twice"),
        public("other", kid="twice"),
        curve | {"kid": "curve", "use": "sig", "endorsements": ["msteams"]},
    ]


@asynccontextmanager
async def connector() -> AsyncIterator[Provider]:
    """Publish the usual keys on loopback."""
    provider = Provider(usual_keys())
    app = web.Application()
    app.router.add_get("/{any}", provider.answer)
    server = TestServer(app)
    await server.start_server()
    provider.url = f"http://127.0.0.1:{server.port}"
    try:
        yield provider
    finally:
        await server.close()
