"""Which pages may show the chat in a frame. What comes out stands in a header, so nothing but plain origins does."""

import re
from urllib.parse import urlsplit

MOST = 20
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_HERE = ("localhost", "127.0.0.1")
_DEFAULT = {"https": 443, "http": 80}


class WrongOrigin(ValueError):
    """An address that is no page of one known host; `address` is what was written."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def origins(text: str, *, development: bool) -> tuple[str, ...]:
    """Return the origins in a text, each once.

    Args:
        text: addresses with spaces, commas or lines between; of an address with a path only the origin is taken.
        development: also take pages on this machine without encryption.

    Raises:
        WrongOrigin: one is not `https://` and a host's whole name, or there are more than 20.
    """
    written = re.split(r"[\s,;]+", text.strip())
    found = dict.fromkeys(origin(address, development=development) for address in written if address)
    if len(found) > MOST:
        raise WrongOrigin(list(found)[MOST])
    return tuple(found)


def origin(address: str, *, development: bool) -> str:
    """Return the origin of one address, as a browser writes it.

    Raises:
        WrongOrigin: no such origin may be let in. A star would let in hosts that nobody has seen.
    """
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except ValueError:
        raise WrongOrigin(address) from None
    here = development and parts.scheme == "http" and host in _HERE
    plain = _HOST.fullmatch(host) and "@" not in parts.netloc
    if not plain or not (parts.scheme == "https" or here) or port == 0:
        raise WrongOrigin(address)
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != _DEFAULT[parts.scheme] else "")
