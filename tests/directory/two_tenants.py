"""Two schools, one of them full of planted text, and every door by program: for the test of tenancy."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

import handing_over
import learned
import tied
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models, transaction
from django.test import Client
from django.urls import get_resolver
from django.utils.timezone import localdate
from people import form_of, own, schools, shared, signed_in

from directory.accounts.models import Membership
from directory.handovers.models import Handover
from directory.learning.models import Course, Programme
from directory.resources.models import Organization, Region, Service, TaxonomyTerm
from directory.resources.suggesting import suggestions
from directory.schools.content import content_of
from directory.schools.copying import copy_template
from directory.schools.models import (
    Charge,
    GroupMember,
    OnsiteTeam,
    Plan,
    PlanSection,
    ProjectGroup,
    School,
    SchoolLook,
)
from directory.sheets import imports
from directory.ties.models import Decision, Invitation, Storylab

# What only the neighbour has. It is markup, which must never leave a page as it went in, and fits in every field.
NAME = "Nabohus"
PLANTED = f'{NAME}"><script>y()'
SCHEME = "javascript:y()"
KEPT = ("key", "slug", "uri", "origin", "confirmed_contact", "byday")
SHARED = ("organization", "municipality", "region", "taxonomyterm")
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
# Every other address is a door: these are open by their own means (a token, a signed link, the provider's answer).
PUBLIC = ("api/", "svar/", "oidc/")
# Pages outside the admin that show one row, and which.
PAGE_OF = tied.ROWS | handing_over.ROWS
READ = {"handover": {"django_admin_log"}}
SHEET = "Kommune;Navn;Kan bidrage med;Kan ikke\r\nIkast-Brande;Nyt hus;Samtaler;Intet\r\n"
# What the neighbour's own leader changes by the very same posts: so the walk of the test can fail.
WRITING = """coverage sheets_import resources_service_suggestion resources_service_confirm
resources_service_restore resources_service_add resources_service_delete resources_service_change
resources_service_changelist schools_plan_discard schools_plan_delete schools_plan_change schools_plan_changelist
schools_planstep_change schools_planstep_delete schools_school_change schools_onsiteteam_change
schools_onsiteteam_delete invitation new_invitation storylab storylabs decision
handover_take handover_step handover_missing handover_close
learning_course_change learning_course_delete learning_programme_change learning_programme_delete
plan_skeleton charges"""
# Filters that ask about passwords, and about other tables' rows.
LOOKUPS = {
    "resources/service": "school__memberships__user__password__startswith=p phones__number__startswith=9"
    " verifications__recorded_by__password__startswith=p verifications=1 _to_field=password&_popup=1 school__slug=nabo",
    "resources/verification": "recorded_by__password__startswith=p service__school__slug=nabo service__name=SSP",
    "resources/municipality": "school__slug=nabo school={} school__id__exact={} organization__services__name=SSP",
    "resources/organization": "services={} services__name__startswith=S services__gt={} phones__number=1",
    "resources/taxonomyterm": "topic_services={} topic_services__name=SSP role_services__isnull=0",
    "schools/plan": "school__memberships__user__password__startswith=p approvals__content__contains=x",
    "schools/planstep": "plan__school__slug=nabo _to_field=text&_popup=1",
    "schools/school": "memberships__user__password__startswith=p services__phones__number__startswith=9"
    " look__embed_origins__startswith=h",
    "learning/course": "school__memberships__user__password__startswith=p school__slug=nabo",
    "learning/programme": "school__digest_mailbox__startswith=N topics__role_services__name=SSP",
    "schools/onsiteteam": "school__digest_mailbox__startswith=N presence__where__startswith=N",
}


@dataclass
class Tenants:
    """Two schools, the second one's rows by model (and some shared ones), and what its pages are posted."""

    mine: School
    theirs: School
    rows: dict[str, Any]
    bodies: dict[str, dict[str, Any]]


def plant(row: models.Model) -> None:
    """Write the text in every field of a row that holds words; the history keeps it too."""
    for one in row._meta.concrete_fields:
        if one.name in KEPT or one.choices or not isinstance(one, models.CharField | models.TextField):
            continue
        setattr(row, one.attname, SCHEME if isinstance(one, models.URLField) else PLANTED)
    row.save()


def tenants() -> Tenants:
    """Fill the neighbour with one row of everything."""
    mine, theirs = schools()
    service, plan = own(theirs, "ssp", number="99 61 00 01"), copy_template(theirs)
    service.contacts.create(name="x", published=True)
    service.schedules.create(description="x")
    team = OnsiteTeam.objects.create(school=theirs, name="x", valid_to=localdate() + timedelta(days=9))
    team.roles.set(TaxonomyTerm.objects.filter(taxonomy="role")[:1])
    team.presence.create(weekday=1, opens_at=time(9), closes_at=time(10), where="x")
    theirs.mailboxes.create(purpose="bekymring", address="x@example.org")
    SchoolLook.objects.create(school=theirs, accent="#004d99", embed_origins=f"https://{NAME}.example")
    signed_in("approver", theirs, "chef")
    chief = get_user_model().objects.get(username="chef")
    lines = [table.all() for table in (service.phones, service.contacts, service.schedules, team.presence)]
    for row in (theirs, service, team, chief, *theirs.mailboxes.all(), *plan.steps.all()[:2], *plan.contacts.all()[:2]):
        plant(row)
    for row in (row for table in lines for row in table):
        plant(row)
    service.contacts.create(name=PLANTED, url="https://example.org/kladde")
    service = Service.objects.get(pk=service.pk)
    learned.keep(theirs, PLANTED)
    word = service.verifications.create(assurer=PLANTED, recorded_by=chief)
    plan.approvals.create(version=1, approved=localdate(), approved_by=chief, content=content_of(plan))
    plan.steps.all()[0].delete()
    note = LogEntry.objects.create(
        user=chief,
        content_type=ContentType.objects.get_for_model(Plan),
        object_id=str(plan.pk),
        object_repr=PLANTED,
        action_flag=CHANGE,
    )
    ties = tied.rows_of(theirs) | learned.rows_of(theirs)
    for row in ties.values():
        plant(row)
    rows = {
        **ties,
        "handover": handing_over.planted(theirs, PLANTED),
        "service": service,
        "verification": word,
        "plan": plan,
        "planstep": plan.steps.all()[0],
        "school": theirs,
        "onsiteteam": team,
        "person": chief,
        "log": note,
        "organization": service.organization,
        "municipality": theirs.municipality,
        "region": Region.objects.all()[0],
        "taxonomyterm": TaxonomyTerm.objects.all()[0],
    }
    return Tenants(mine, theirs, rows, _bodies(theirs, rows))


def doors(rows: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the name and address of every page that is for those who signed in, with these rows in it.

    A page with something in its address that is not known here is a KeyError: a new kind of page must be thought of.
    """
    for route, name in _routes(get_resolver().url_patterns):
        if route.startswith(PUBLIC) or "(?P<url>" in route or name == "logout":
            continue
        model = PAGE_OF.get(name or "") or (route.split("/")[2] if route.count("/") > 2 else "")
        values = {
            "content_type_id": ContentType.objects.get_for_model(Service).pk,
            "object_id": rows.get(model, rows["service"]).pk,
            "pk": rows[model].pk if model in rows else None,
            "ending": "csv" if route.startswith("admin/") else "svg",
            "role": "socialraadgiver",
        }
        plain = re.sub(r"\^\(\?P<app_label>.*\$", "schools/", route)
        for what in ("kontakter", "skabelon", "faelles") if "<what" in route else ("",):
            known = values | {"what": what}
            yield name or f"{model}_old", "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(known[m[1]]), plain)  # noqa: B023


def _routes(patterns: Any, before: str = "") -> Iterator[tuple[str, str | None]]:
    for one in patterns:
        route = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from _routes(one.url_patterns, route)
        else:
            yield route, one.name


def body(found: Tenants, name: str, address: str) -> dict[str, Any]:
    """Return what a person posts to a page to change something there."""
    model = address.split("/")[3] if address.count("/") > 3 else ""
    plain = {"post": "yes", "school": found.theirs.slug, "skole": found.theirs.slug, "confirm": "1", "how": "phone"}
    plain |= {"assurer": "studievejleder", "service": str(shared("kui").pk)}
    if name == "sheets":
        return plain | {"file": SimpleUploadedFile(f"{PLANTED}.csv", SHEET.encode())}
    if name.endswith("changelist") and model in found.rows:
        return plain | {"action": "delete_selected", "_selected_action": [str(found.rows[model].pk)], "index": "0"}
    return plain | found.bodies.get(name, {})


def _bodies(theirs: School, rows: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return by page what its form holds, with something changed: an administrator's own browser filled it in."""
    browser, bodies = signed_in("administrator"), {}
    for name, address in doors(rows):
        if name.endswith(("_change", "_add")) and not re.search("/log/|/verification/|password|planstep/add", address):
            values = {key: _valid(key, value) for key, value in form_of(browser, address).items()}
            if name.endswith("_add"):
                values |= {"school": str(theirs.pk), "organization": str(rows["organization"].pk)}
                values |= {"can_contribute": "x", "cannot_do": "x"}
            bodies[name] = values | {"name": "Overtaget", "text": "Overtaget", "username": "overtaget"}
    bodies |= tied.bodies(theirs) | handing_over.bodies() | learned.bodies()
    service = rows["service"]
    bodies["resources_service_suggestion"] = {"suggestion": suggestions(service)[0].key}
    bodies["resources_service_restore"] = {"what": "tilbud", "entry": str(service.history.last().pk)}
    reading, _ = imports.look(theirs, "ark.csv", SHEET.encode())
    bodies["sheets_import"] = {"seen": imports.packed(theirs, reading, rows["person"])}
    return bodies


def _valid(key: str, value: Any) -> Any:
    """Return a value that the form takes, in the place of what was planted."""
    if value == SCHEME:
        return "https://example.org/"
    if key == "checked_by":
        return ""
    return "x@example.org" if value == PLANTED and key.endswith(("email", "address", "mailbox")) else value


@contextmanager
def written() -> Iterator[set[str]]:
    """Collect the tables that are written to, but for the session and the guard against guessing."""
    tables: set[str] = set()

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        into = WRITES.match(sql)
        if into and not into[1].startswith(("django_session", "axes_")):
            tables.add(into[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield tables


def tried(
    client: Client, found: Tenants, ways: str = "get post", part: str = "/"
) -> Iterator[tuple[str, str, list[Any], set[str]]]:
    """Get and post every door, each time undone; gives name, address, the answers, and the tables written by the post.

    No GET may write anything, whoever asks, but for the log of who has read a note.
    """
    tables: set[str] = set()
    client.raise_request_exception = False
    for name, address in (door for door in doors(found.rows) if part in door[1]):
        at = address if name.endswith("changelist") else f"{address}?skole=nabo"
        answers = []
        with transaction.atomic():
            for way in ways.split():
                with written() as tables:
                    answers.append(client.get(at) if way == "get" else client.post(at, body(found, name, address)))
                assert way == "post" or not tables - READ.get(name, set()), (name, way)
            transaction.set_rollback(True)
        yield name, address, answers, tables


def strangers(found: Tenants) -> dict[str, Client]:
    """Those who have nothing to do with the neighbour, the mightiest of each kind."""
    taken = signed_in("approver", found.theirs, "fratrådt")
    Membership.objects.get(user__username="fratrådt").delete()
    bare = signed_in("reader", name="ingen")
    get_user_model().objects.filter(username="ingen").update(is_staff=True)
    return {"anonymous": Client(), "no role": bare, "taken": taken, "elsewhere": signed_in("approver", found.mine)}


def everything(found: Tenants) -> str:
    """All that must not move: the neighbour's rows, how many rows are shared, and who may what."""
    service, plan, team = (found.rows[name] for name in ("service", "plan", "onsiteteam"))
    tables = [service.phones, service.contacts, service.schedules, service.service_areas, service.verifications]
    tables += [plan.steps, plan.contacts, plan.approvals, team.presence, found.theirs.mailboxes]
    rows: list[Any] = [list(table.order_by("pk").values()) for table in tables]
    owned: tuple[Any, ...] = (Service, Plan, OnsiteTeam, SchoolLook, Invitation, Storylab, Handover)
    owned += (Course, Programme, Charge, GroupMember, ProjectGroup)
    rows += [list(model.objects.filter(school=found.theirs).order_by("pk").values()) for model in owned]
    rows += [list(PlanSection.objects.order_by("pk").values())]
    rows += [list(Decision.objects.order_by("pk").values())]
    rows += [Service.objects.filter(school=None).count(), list(School.objects.filter(pk=found.theirs.pk).values())]
    rows += [list(Membership.objects.order_by("pk").values()), Organization.objects.count()]
    rows += list(get_user_model().objects.order_by("pk").values("username", "is_staff", "is_superuser", "password"))
    return json.dumps(rows, default=str)


def lines(table: str, row: Any, **values: str) -> dict[str, Any]:
    """Post another's line as the first line of a table of one's own page."""
    plain = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 1, "0-id": str(row.pk)} | {f"0-{key}": to for key, to in values.items()}
    return {f"{table}-{key}": value for key, value in plain.items()}
