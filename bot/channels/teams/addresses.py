"""Which addresses a Teams activity may name: the bot's own key is sent there, so nothing is taken on trust."""

import re

# Scheme, host, port and a plain path. No user, no query, no fragment, no percent or backslash: nothing that two readers
# of an address could read in two ways.
_ADDRESS = re.compile(
    r"(https?)://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(:[0-9]{1,5})?((?:/[A-Za-z0-9._~-]*)*)", re.IGNORECASE
)
_LONGEST = 500


def origin(address: object) -> str | None:
    """Return scheme, host and port of an address in one spelling, or None for what is no plain address.

    Args:
        address: such as `https://smba.trafficmanager.net/emea/`.
    """
    if not isinstance(address, str) or len(address) > _LONGEST:
        return None
    found = _ADDRESS.fullmatch(address)
    if found is None or ".." in address:
        return None
    scheme, host, port = found[1].lower(), found[2].lower(), found[3] or ""
    return f"{scheme}://{host}" + ("" if port == {"https": ":443", "http": ":80"}[scheme] else port)


def allows(hosts: tuple[str, ...], address: object) -> bool:
    """Tell whether an address is one of the hosts, exactly, and by https.

    Args:
        hosts: bare host names; only in development also whole origins such as `http://127.0.0.1:9000`.
        address: what an activity names as its `serviceUrl`.
    """
    wanted = origin(address)
    return wanted is not None and wanted in {host if "://" in host else f"https://{host}" for host in hosts}


def is_loopback(address: str) -> bool:
    """Tell whether an address is this machine's own, and plain."""
    found = origin(address)
    return found is not None and re.fullmatch(r"http://(127\.0\.0\.1|localhost)(:\d+)?", found) is not None


def trimmed(address: str) -> str:
    """Return an address without its last slash: Teams writes it both with and without."""
    return address.removesuffix("/")
