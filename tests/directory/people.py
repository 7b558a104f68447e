"""People with roles at two schools, and rows that they keep: what the tests of the admin of the contacts share."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from django.utils.timezone import localdate

from directory.accounts.models import Membership
from directory.resources.adopting import adopt
from directory.resources.models import Municipality, Phone, Service, Verification
from directory.schools.models import School

HOME = "0756"  # Ikast-Brande, where the example school is
AFTER = 200  # days: past six months, within twelve
GONE = 400  # days: past twelve months


def schools() -> tuple[School, School]:
    """Return the example school and its neighbour."""
    mine = School.objects.get(slug="eksempelskolen")
    place = Municipality.objects.get(code=HOME)
    other, _ = School.objects.get_or_create(slug="nabo", defaults={"name": "Naboskolen", "municipality": place})
    return mine, other


def signed_in(role: str, school: School | None = None, name: str = "") -> Client:
    """Return the browser of somebody with a role (reader, editor, approver) at a school, or of an administrator."""
    name = name or f"{role}-{school.slug if school else ''}"
    user, made = get_user_model().objects.get_or_create(
        username=name, defaults={"is_staff": True, "is_superuser": role == "administrator"}
    )
    if made and school is not None:
        Membership.objects.create(user=user, school=school, role=role)
    client = Client()
    client.force_login(user, backend="directory.accounts.backend.MembershipBackend")
    return client


def shared(key: str, code: str = HOME) -> Service:
    """Return the shared row of a municipal function."""
    return Service.objects.get(key=key, school=None, organization__municipality__code=code)


def own(school: School, key: str, code: str = HOME, *, number: str = "", confirmed: int | None = None) -> Service:
    """Return the school's own row of a function, with a number, confirmed that many days ago."""
    row = adopt(shared(key, code), school)
    if number:
        Phone.objects.create(service=row, number=number)
    if confirmed is not None:
        day = localdate() - timedelta(days=confirmed)
        Verification.objects.create(service=row, assurer="studievejleder", assured_date=day)
    return row


def change_page(row: Any) -> str:
    """Return the address of a row's page."""
    return f"/admin/resources/{row._meta.model_name}/{row.pk}/change/"


def form_of(client: Client, address: str) -> dict[str, Any]:
    """Return the values that a browser would send back from an admin page, untouched."""
    context = client.get(address).context
    values: dict[str, Any] = {}
    formsets = context["inline_admin_formsets"]
    for form in [context["adminform"].form, *[form for one in formsets for form in one.formset]]:
        values |= {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    for one in formsets:
        values |= {field.html_name: field.value() for field in one.formset.management_form}
    return values


def said(client: Client, answer: Any) -> str:
    """Follow a redirect and return the messages on the page."""
    page = client.get(answer["Location"])
    return " ".join(str(one) for one in page.context["messages"])
