"""What time it is where the schools are, whatever clock the machine keeps."""

from datetime import datetime
from zoneinfo import ZoneInfo

DENMARK = ZoneInfo("Europe/Copenhagen")


def danish_now() -> datetime:
    """Return the local time in Denmark."""
    return datetime.now(DENMARK)
