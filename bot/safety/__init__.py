"""Danger in a message, read by rules alone: `assess(text) -> Danger`. No model, no network."""

from bot.safety.assess import Danger, assess

__all__ = ["Danger", "assess"]
