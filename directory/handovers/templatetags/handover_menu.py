"""Which pages of the inbox a user is shown the way to."""

from typing import Any

from django import template

from directory.accounts.access import counsels_at, leads_at
from directory.handovers.models import Handover, State

register = template.Library()


@register.filter
def counsels(user: Any) -> bool:
    """Tell whether the user has an inbox."""
    return counsels_at(user).exists()


@register.filter
def leads(user: Any) -> bool:
    """Tell whether the user may see the leader's page."""
    return leads_at(user).exists()


@register.filter
def new_handovers(user: Any) -> int:
    """Return how many handovers nobody has taken yet."""
    return Handover.objects.filter(school__in=counsels_at(user), state=State.NEW).count()
