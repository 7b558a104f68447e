"""gunicorn, as it answers before Django: with our page in place of its own, and without its name."""

import socket

import gunicorn.http.wsgi
import gunicorn.util

from directory.error_pages import page

# gunicorn has no setting for either (25.3): its Server header is this constant, and its page stands in the function.
_NAME = "Vejviser"
SERVER_FAULT = 500


def be_plain() -> None:
    """Replace both. Calling it twice changes nothing."""
    gunicorn.http.wsgi.SERVER = _NAME
    gunicorn.util.write_error = _write_error


def _write_error(sock: socket.socket, status_int: int, reason: str, mesg: str) -> None:
    """Answer what is no proper HTTP request; `mesg` quotes it, and is left out.

    Args:
        sock: the caller's socket.
        status_int: the status.
        reason: the status in words.
        mesg: what is wrong, with parts of the request.
    """
    content = page("failed" if status_int == SERVER_FAULT else "bad_request").encode()
    head = (
        f"HTTP/1.1 {status_int} {reason}\r\nServer: {_NAME}\r\nConnection: close\r\n"
        "Content-Type: text/html; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n"
        "Content-Security-Policy: default-src 'none'; style-src 'self'\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    gunicorn.util.write_nonblock(sock, head.encode("latin1") + content)
