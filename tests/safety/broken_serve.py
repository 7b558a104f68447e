"""The bot as it is, in front of `broken_engine`."""

import sys
from pathlib import Path

from bot import serve

if __name__ == "__main__":
    serve.main((sys.executable, str(Path(__file__).with_name("broken_engine.py"))))
