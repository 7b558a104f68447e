"""Writes down a conversation as both sides saw it: docs/teams/samtale.md."""

from pathlib import Path

from playground import Seen

HEAD = """# En samtale i Teams

Skrevet af `make test-teams` den {day}. Læreren og eleven er opdigtet. Svarene er Vejvisers egne: rigtig model, rigtigt
register. Klienten er Microsoft 365 Agents Playground {version}, Microsofts egen til udviklere. Det er ikke prøvet i en
rigtig tenant.

Knapper står i [kantede parenteser]. Det, der er foldet sammen, står her ikke. Et svar om fare er én besked. Klienten
viser dens tekst og dens kort hver for sig.

Billeder: {pictures}.
"""


class Transcript:
    """Collects lines as the conversation goes."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def heading(self, words: str) -> None:
        """Begin a part of the conversation."""
        self._lines += ["", f"## {words}"]

    def teacher(self, what: str) -> None:
        """Note what the teacher does."""
        self._lines += ["", f"**Læreren** {what}"]

    def bot(self, messages: list[Seen]) -> None:
        """Note what the client shows."""
        for message in messages:
            words = "\n".join([message.text, *(card.visible for card in message.cards)]).strip()
            changed = " (retter beskeden)" if message.updated else ""
            quoted = [f"> {line}".rstrip() for line in words.splitlines()]
            self._lines += ["", f"**Vejviser**{changed}", "", "  \n".join(quoted)]
        if not messages:
            self._lines += ["", "*(Vejviser siger ikke noget.)*"]

    def write(self, path: Path, **values: str) -> None:
        """Write all of it.

        Args:
            path: the file.
            values: what the head tells: day, version, pictures.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD.format(**values) + "\n".join(self._lines) + "\n", "utf-8")
