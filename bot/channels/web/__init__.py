"""The web chat: the page and its two routes."""

from bot.channels.web.channel import WebInput

__all__ = ["WebInput"]
