"""Privacy at the door: what points to a person is taken out before anything else sees the text."""

from bot.redaction.door import Redacted, redact

__all__ = ["Redacted", "redact"]
