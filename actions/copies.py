"""What the directory last said, kept in memory for when it is away: no file, and nothing of a pupil in a key."""

from typing import Any

from requests import Response
from requests_cache.backends.sqlite import SQLiteCache

# All 98 municipalities for one school and their services, and the plans of many schools: some 15 MB.
MOST = 300


class Copies(SQLiteCache):
    """A bounded store of answers, safe for several threads; those that were not used for longest go first."""

    def __init__(self) -> None:
        """Open a database in memory that is this object's own."""
        super().__init__(f"file:copies-{id(self)}?mode=memory&cache=shared", uri=True)

    def save_response(self, *args: Any, **kwargs: Any) -> None:
        """Save an answer; each use does, since each use asks the directory whether the copy is right."""
        super().save_response(*args, **kwargs)
        if self.count() > MOST:
            self.delete(*(response.cache_key for response in self.sorted("expires", limit=self.count() - MOST)))


def is_kept(reply: Response) -> bool:
    """Tell whether a reply is the directory's own: an object in JSON, with status 200."""
    if reply.status_code != 200:
        return False
    try:
        return isinstance(reply.json(), dict)
    except ValueError:
        return False
