"""For a container's own look at its health: 0 when the address answers 200. No curl is in the images."""

import sys

from deploy.processes import healthy

if __name__ == "__main__":
    sys.exit(0 if healthy(sys.argv[1]) else 1)
