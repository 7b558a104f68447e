"""The tables of the ties."""

from directory.ties.models.invitation import Invitation
from directory.ties.models.rating import Rating, UsedLink
from directory.ties.models.storylab import Decision, Storylab

__all__ = ["Decision", "Invitation", "Rating", "Storylab", "UsedLink"]
