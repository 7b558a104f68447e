"""What is forgotten by itself: used links, drafts that nobody sent, old balkort and storylabs. Run every night."""

from datetime import date, timedelta

from directory.ties.models import Invitation, Storylab, UsedLink
from directory.ties.models.invitation import State

# A draft that has waited a quarter will not be sent; our own choice.
DRAFT_DAYS = 90
# Two years hold four half years to compare; our own choice.
STORYLAB_DAYS = 730
# A balkort is about the same half years: what is older compares with nothing.
INVITATION_DAYS = STORYLAB_DAYS


def forget(today: date) -> None:
    """Forget what has run out by that day. Answers are kept: nothing in them points at anybody."""
    UsedLink.objects.filter(expires__lt=today).delete()
    old = Invitation.objects.filter(state=State.DRAFTED, drafted_on__lt=today - timedelta(days=DRAFT_DAYS))
    for invitation in old:
        invitation.state, invitation.ended_on, invitation.text, invitation.where = State.CANCELLED, today, "", ""
        invitation.save()
    Invitation.objects.filter(drafted_on__lt=today - timedelta(days=INVITATION_DAYS)).delete()
    Storylab.objects.filter(meets_on__lt=today - timedelta(days=STORYLAB_DAYS)).delete()
