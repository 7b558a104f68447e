"""The real doors, with the stand-in for Rasa's process."""

import sys
from pathlib import Path

from bot import serve

if __name__ == "__main__":
    serve.main((sys.executable, str(Path(__file__).with_name("engine_stand_in.py"))))
