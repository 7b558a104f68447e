"""Figures for Prometheus, on a port of their own that no proxy leads to. Off unless a port is named.

What is counted stands in `measures.py` of each part: codes, counts and seconds. No text, id, address or school can get
in, since every label is one of a list (`among`); docs/sight.md says what a figure can tell all the same.
"""

import os
from collections.abc import Collection, Mapping

from prometheus_client import REGISTRY, CollectorRegistry, disable_created_metrics, start_http_server

from deploy.messages import message

# When each series began is of no use here, and would double what is served.
disable_created_metrics()  # type: ignore[no-untyped-call]

HOST = "127.0.0.1"
OTHER = "other"
# Seconds. A turn is given up after 8, so nothing lies much above.
SHORT = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)


def serve(environ: Mapping[str, str] = os.environ, registry: CollectorRegistry = REGISTRY) -> int | None:
    """Serve the figures from a thread of this process, so that they come also while its event loop is blocked.

    Args:
        environ: VEJVISER_METRICS_PORT, and VEJVISER_METRICS_HOST where it is not this machine alone.
        registry: where the figures are.

    Returns:
        The port; None when none is named.

    Raises:
        SystemExit: the port is no port, or taken; one Danish line says what to do.
    """
    port = environ.get("VEJVISER_METRICS_PORT", "").strip()
    if not port:
        return None
    if not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        raise SystemExit(message("metrics_port", value=port))
    try:
        start_http_server(int(port), environ.get("VEJVISER_METRICS_HOST") or HOST, registry)
    except OSError:
        raise SystemExit(message("metrics_taken", port=port)) from None
    return int(port)


def among(code: object, known: Collection[str]) -> str:
    """Return a label: the code if it is one of those known, otherwise `other`. Nothing else becomes a label.

    Args:
        code: what is to be counted under.
        known: every code there is.
    """
    return code if isinstance(code, str) and code in known else OTHER
