"""A browser as far as the chat's routes know one: its cookies, and one conversation."""

from typing import Any

import requests
from stand_in import FakeBot

ACUTE = "Hun har taget en masse piller og svarer ikke"


class Client:
    """A browser's cookies and one conversation."""

    def __init__(self, bot: FakeBot, **body: Any) -> None:
        self.session = requests.Session()
        self.base = f"{bot.url}/chat"
        begun = self.session.post(f"{self.base}/conversations", json=body)
        assert begun.status_code == 200
        self.cookie = begun.headers["Set-Cookie"]
        self.begun: dict[str, Any] = begun.json()
        self.conversation = self.begun["conversation"]

    def say(self, text: Any, **more: Any) -> requests.Response:
        """Write a message."""
        body = {"conversation": self.conversation, "text": text, **more}
        return self.session.post(f"{self.base}/messages", json=body)
