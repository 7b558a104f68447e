"""For a container's own look at its health: 0 when the address answers 200. No curl is in the images.

python -m deploy.ask_health 5005 /health/ready
"""

import sys
from http.client import HTTPConnection, HTTPException

SECONDS = 2.0


def is_healthy(port: int, path: str) -> bool:
    """Ask this machine itself. Few imports: it is asked every few seconds.

    Args:
        port: where the part listens.
        path: the address that tells.
    """
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_healthy(int(sys.argv[1]), sys.argv[2]) else 1)
