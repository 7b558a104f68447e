"""Microsoft's side on this machine: the publisher of keys, the giver of tokens, and the Bot Connector.

The playground signs nothing and asks for no token. What stands between it and the bot here does: each activity gets the
token that the Bot Connector would send with it, and an answer without the bot's own token gets 401, as in the cloud.
"""

import asyncio
import base64
import json
import secrets
import threading
import time
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

import aiohttp
import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from yarl import URL

Activity = dict[str, Any]
Result = TypeVar("Result")

TENANT = "7d3b6f52-1c8e-4a0b-9f67-2e5c8d914b30"
APP_ID = "5f3c1e0a-7b2d-4c59-9d1f-0a6b8e2c4d71"
ISSUER = "https://api.botframework.com"
SCOPE = f"{ISSUER}/.default"
TOKEN_SECONDS = 3600
JSON = {"Content-Type": "application/json"}
# learn.microsoft.com, "Format your bot messages": Teams refuses a larger message from a bot.
MOST_BYTES = 28 * 1024


@dataclass
class Delivery:
    """One activity to the bot, and what it answered at once."""

    activity: Activity
    status: int
    body: str
    at: float
    seconds: float


@dataclass
class Sent:
    """One call of the bot to the Connector, and how it was answered."""

    method: str
    path: str
    activity: Activity
    status: int
    at: float = field(default_factory=time.monotonic)


class Microsoft:
    """The whole of it, in a thread with an event loop of its own."""

    def __init__(self, port: int, bot: str, playground: str) -> None:
        """Make the keys.

        Args:
            port: where to listen on loopback.
            bot: the address that takes the bot's activities.
            playground: the playground's address, without a path.
        """
        self.url = f"http://127.0.0.1:{port}"
        self.secret = secrets.token_urlsafe(30)
        self.deliveries: list[Delivery] = []
        self.sent: list[Sent] = []
        self.tokens_given = 0
        # How the next calls of the bot are answered instead of being passed on.
        self.faults: deque[tuple[int, dict[str, str]]] = deque()
        # Where answers go; one client may take the place of another.
        self.playground = playground
        self._port, self._bot = port, bot
        self._connector_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._tenant_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None

    @property
    def service_url(self) -> str:
        """What activities name as the place to answer to."""
        return f"{self.url}/connector/"

    @property
    def environment(self) -> dict[str, str]:
        """The bot's settings, as docs/teams.md lists them, pointing here."""
        return {
            "VEJVISER_TEAMS_APP_ID": APP_ID,
            "VEJVISER_TEAMS_TENANT": TENANT,
            "VEJVISER_TEAMS_SECRET": self.secret,
            "VEJVISER_TEAMS_HOSTS": self.url,
            "VEJVISER_TEAMS_METADATA": f"{self.url}/openid",
            "VEJVISER_TEAMS_AUTHORITY": self.url,
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
        }

    def start(self) -> None:
        """Listen."""
        self._thread.start()
        self._run(self._open())

    def stop(self) -> None:
        """Close everything and end the thread."""
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)

    def deliver(self, activity: Activity, **claims: Any) -> Delivery:
        """Send one activity to the bot as the Connector would.

        Args:
            activity: its body.
            claims: of the token, in place of the right ones; None leaves one out.
        """
        return self._run(self._deliver(activity, claims))

    def _run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=60)

    async def _open(self) -> None:
        app = web.Application(client_max_size=2**20)
        app.add_routes(
            [
                web.get("/openid", self._metadata),
                web.get("/keys", self._keys),
                web.post("/{tenant}/oauth2/v2.0/token", self._token),
                web.post("/bot", self._take),
                web.route("*", "/connector/{path:.*}", self._connector),
            ]
        )
        self._session = aiohttp.ClientSession(auto_decompress=False, timeout=aiohttp.ClientTimeout(total=30))
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()

    async def _close(self) -> None:
        if self._session:
            await self._session.close()
        if self._runner:
            await self._runner.cleanup()

    async def _metadata(self, _: web.Request) -> web.Response:
        return web.json_response(
            {
                "issuer": ISSUER,
                "jwks_uri": f"{self.url}/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            }
        )

    async def _keys(self, _: web.Request) -> web.Response:
        numbers = self._connector_key.public_key().public_numbers()
        key = {"kty": "RSA", "use": "sig", "kid": "connector", "n": _base64(numbers.n), "e": _base64(numbers.e)}
        return web.json_response({"keys": [{**key, "endorsements": ["msteams", "webchat"]}]})

    async def _token(self, request: web.Request) -> web.Response:
        asked = dict(await request.post())
        wanted = {"grant_type": "client_credentials", "client_id": APP_ID, "client_secret": self.secret, "scope": SCOPE}
        if request.match_info["tenant"] != TENANT or asked != wanted:
            return web.json_response({"error": "invalid_client"}, status=401)
        self.tokens_given += 1
        now = int(time.time())
        claims = {"aud": ISSUER, "appid": APP_ID, "tid": TENANT, "nbf": now, "exp": now + TOKEN_SECONDS}
        token = jwt.encode(claims, self._tenant_key, algorithm="RS256")
        return web.json_response({"token_type": "Bearer", "expires_in": TOKEN_SECONDS, "access_token": token})

    async def _take(self, request: web.Request) -> web.Response:
        """Take an activity from the playground to the bot."""
        delivery = await self._deliver(await request.json(), {})
        return web.Response(status=delivery.status, text=delivery.body, content_type="application/json")

    async def _deliver(self, activity: Activity, claims: dict[str, Any]) -> Delivery:
        assert self._session
        begun = time.monotonic()
        body = json.dumps(activity, ensure_ascii=False).encode()
        headers = {"Authorization": f"Bearer {self._sign(activity, claims)}", **JSON}
        async with self._session.post(self._bot, data=body, headers=headers) as answer:
            delivery = Delivery(activity, answer.status, await answer.text(), begun, time.monotonic() - begun)
        self.deliveries.append(delivery)
        return delivery

    def _sign(self, activity: Activity, changed: dict[str, Any]) -> str:
        now = int(time.time())
        right = {"iss": ISSUER, "aud": APP_ID, "serviceurl": activity["serviceUrl"], "nbf": now}
        right |= {"exp": now + TOKEN_SECONDS}
        claims = {name: value for name, value in {**right, **changed}.items() if value is not None}
        return jwt.encode(claims, self._connector_key, algorithm="RS256", headers={"kid": "connector"})

    async def _connector(self, request: web.Request) -> web.Response:
        """Take a call of the bot to the playground, if it may make it."""
        body = await request.read()
        path = request.rel_url.raw_path.removeprefix("/connector")
        answer = self._refusal(request.headers.get("Authorization", ""), body)
        if answer is None:
            answer = await self._pass_on(request.method, path, body)
        self.sent.append(Sent(request.method, path, json.loads(body or b"{}"), answer.status))
        return answer

    def _refusal(self, authorization: str, body: bytes) -> web.Response | None:
        try:
            token = authorization.removeprefix("Bearer ")
            claims = jwt.decode(token, self._tenant_key.public_key(), algorithms=["RS256"], audience=ISSUER)
        except jwt.PyJWTError:
            return web.json_response({"error": {"code": "Unauthorized"}}, status=401)
        if claims["appid"] != APP_ID:
            return web.json_response({"error": {"code": "Forbidden"}}, status=403)
        if self.faults:
            status, headers = self.faults.popleft()
            return web.json_response({"error": {"code": "Fault"}}, status=status, headers=headers)
        if len(body) > MOST_BYTES:
            return web.json_response({"error": {"code": "MessageSizeTooBig"}}, status=413)
        return None

    async def _pass_on(self, method: str, path: str, body: bytes) -> web.Response:
        assert self._session
        url = URL(f"{self.playground}/_connector{path}", encoded=True)
        async with self._session.request(method, url, data=body, headers=JSON) as answer:
            return web.Response(status=answer.status, body=await answer.read(), content_type="application/json")


def _base64(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8, "big")).rstrip(b"=").decode()
