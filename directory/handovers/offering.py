"""Whether a school takes handovers, and who there gets them."""

from dataclasses import dataclass

from django.conf import settings

from directory.resources.models import TaxonomyTerm
from directory.schools.models import Plan, School
from directory.schools.models.school import Purpose
from directory.schools.paper import brief

# Who keeps the thread where the school's plan names nobody.
COUNSELLOR = "studievejleder"


@dataclass(frozen=True)
class Offer:
    """Who gets a handover, where the mail goes, and why none is taken ("" when one is): a code of messages.yml."""

    role: TaxonomyTerm
    mailbox: str
    refused: str

    @property
    def role_name(self) -> str:
        """The role's name as it stands inside a sentence."""
        name = brief(self.role.name)
        return name[:1].lower() + name[1:]


def offer(school: School) -> Offer:
    """Return what a teacher of the school may be offered.

    A handover that nobody is told of would be worse than none, so without a mailbox and a way to send mail there is
    none. In development the inbox can be tried without a mail server.
    """
    mailbox = mailbox_of(school)
    refused = ""
    if not settings.HANDOVERS.keys or not (settings.EMAIL_HOST or not settings.PRODUCTION):
        refused = "not_open"
    elif not mailbox:
        refused = "no_mailbox"
    return Offer(_role(school), mailbox, refused)


def mailbox_of(school: School) -> str:
    """Return the school's shared mailbox for worries, "" when it has none."""
    box = school.mailboxes.filter(purpose=Purpose.CONCERN).first()
    return box.address if box else ""


def _role(school: School) -> TaxonomyTerm:
    """Return the tovholder of the plan that teachers see."""
    plan = Plan.objects.filter(school=school).first()
    approved = plan.approved_now if plan else None
    codes = [approved.content.get("tovholder_role") if approved else None, COUNSELLOR]
    roles = {term.code: term for term in TaxonomyTerm.objects.filter(taxonomy="role", code__in=[c for c in codes if c])}
    return next(roles[code] for code in codes if code in roles)
