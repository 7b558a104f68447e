"""What follows from a changed role and from a sign-in."""

from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from directory.accounts.models import Membership, Person

SIGNED_IN = "signed_in_at"


@receiver((post_save, post_delete), sender=Membership)
@receiver(post_save, sender=User)
@receiver(post_save, sender=Person)
def staff_follows_roles(sender: type, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Keep Django's own mark for "may use the admin" equal to having a role, also when the last role is taken away."""
    if raw:
        return
    user = instance.user if sender is Membership else instance
    entitled = user.is_superuser or Membership.objects.filter(user=user).exists()
    if user.is_staff != entitled:
        user.is_staff = entitled
        User.objects.filter(pk=user.pk).update(is_staff=entitled)


@receiver(user_logged_in)
def remember_when(sender: type, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Keep when the session began: it ends after a working day, however busy (middleware.py)."""
    request.session[SIGNED_IN] = timezone.now().timestamp()
