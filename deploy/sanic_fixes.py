"""A correction to Sanic 21.12, the last line that Rasa stands; `tests/unit/actions/test_serve.py` shows the need."""

from collections.abc import AsyncIterator

from sanic.http import Http


def refuse_negative_bodies() -> None:
    """Take a request whose body has fewer than no bytes as one without a body. Calling it twice changes nothing.

    `Content-Length: -1` otherwise makes Sanic read for ever: one request, without a token, and nobody is answered.
    """

    async def whole(self: Http) -> AsyncIterator[bytes]:
        if self.request_bytes_left and self.request_bytes_left < 0:
            self.request_bytes_left, self.request_body, self.keep_alive = 0, None, False
        while self.request_body:
            data = await self.read()
            if data:
                yield data

    Http.__aiter__ = whole  # type: ignore[method-assign]
