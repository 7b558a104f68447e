"""No school reaches another's rows by any door (all are walked by program); a role is no more; markup stays text."""

import html
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.utils.timezone import localdate
from people import AFTER, GONE, HOME, change_page, form_of, own, schools, shared, signed_in
from two_tenants import (
    LOOKUPS,
    NAME,
    PLANTED,
    SCHEME,
    SHARED,
    SHEET,
    WRITING,
    Tenants,
    body,
    doors,
    everything,
    lines,
    strangers,
    tenants,
    tried,
    written,
)

from directory.accounts.models import Membership
from directory.api.queries import seen_by
from directory.digest.due import Due
from directory.digest.letter import letter
from directory.resources.models import Scope, Service, Verification
from directory.schools.models import OnsiteTeam, Plan, School
from directory.sheets import imports

SERVICES = "/admin/resources/service/"


@pytest.fixture(scope="module")
def found(loaded: None) -> Iterator[Tenants]:
    """Filled once: every test undoes what it did, and this one what it made."""
    with transaction.atomic():
        yield tenants()
        transaction.set_rollback(True)


@pytest.fixture
def mine() -> School:
    school: School = schools()[0]
    return school


@pytest.mark.parametrize("who", ["anonymous", "no role", "taken", "elsewhere"])
def test_a_stranger_finds_every_door_closed(found: Tenants, who: str) -> None:
    client = strangers(found)[who]
    owned = [f"/{row.pk}/" for model, row in found.rows.items() if model not in SHARED]
    for name, address, answers, tables in tried(client, found):
        assert not tables, (name, tables)
        codes = {answer.status_code for answer in answers}
        if who != "elsewhere":
            assert name == "login" or codes == {302}, name
        elif any(part in address for part in owned):
            assert codes <= {302, 403, 404, 405}, name
        elif name.endswith("changelist") or address.count("/") < 5:
            answers.append(client.get(address, {"q": NAME.lower()}))
        for answer in answers:
            assert answer.status_code != 500 and NAME.encode() not in answer.content, name


def test_the_same_posts_change_much_for_the_schools_own_leader_and_markup_stays_text(found: Tenants) -> None:
    leader = signed_in("approver", found.theirs, "leder")
    found.bodies["sheets_import"]["seen"] = imports.packed(
        found.theirs,
        imports.look(found.theirs, PLANTED, SHEET.encode())[0],
        get_user_model().objects.get(username="leder"),
    )
    wrote, shown = set(), set()
    administrator = signed_in("administrator")
    for client, ways in ((leader, "get post"), (administrator, "get")):
        part = "/" if client is leader else "/accounts/"
        for name, _, answers, tables in tried(client, found, ways, part):
            wrote |= {name} if tables else set()
            for page in (one.content.decode() for one in answers if "html" in one.headers.get("Content-Type", "")):
                shown |= {name} if NAME in page else set()
                assert "<script>y" not in page and f'href="{SCHEME}' not in page, name
    assert set(WRITING.split()) <= wrote, set(WRITING.split()) - wrote
    assert len(shown) > 30 and {"sheets", "schools_plan_print", "accounts_person_changelist"} <= shown
    log = administrator.get("/admin/accounts/log/", {"vis": "aendringer"}).content.decode()
    assert html.escape(PLANTED) in log and PLANTED not in log


def test_who_leads_one_school_and_reads_another_changes_nothing_there(found: Tenants) -> None:
    both = signed_in("approver", found.mine, "begge")
    Membership.objects.create(
        user=get_user_model().objects.get(username="begge"), school=found.theirs, role=Membership.Role.READER
    )
    for name, _, _, tables in tried(both, found, "post"):
        assert not tables, (name, tables)


def test_no_door_takes_a_post_from_another_page(found: Tenants) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in("administrator").cookies
    for name, address in doors(found.rows):
        assert strict.post(address, body(found, name, address)).status_code == 403, name


def test_nothing_of_another_school_is_taken_with_a_crafted_form(found: Tenants, mine: School) -> None:
    row, plan = own(mine, "ssp", number="99 60 00 01"), Plan.objects.get(school=mine)
    team = OnsiteTeam.objects.filter(school=mine).first() or OnsiteTeam.objects.create(
        school=mine, name="Team", valid_to=localdate()
    )
    theirs, their_plan, their_team = (found.rows[name] for name in ("service", "plan", "onsiteteam"))
    client = signed_in("approver", mine)
    client.raise_request_exception = False
    pages = {
        "service": change_page(row),
        "plan": f"/admin/schools/plan/{plan.pk}/change/",
        "team": f"/admin/schools/onsiteteam/{team.pk}/change/",
        "school": f"/admin/schools/school/{mine.pk}/change/",
    }
    add = {name: f"/admin/{name}/add/" for name in ("resources/service", "schools/plan", "schools/onsiteteam")}
    new = {"name": "Ny", "organization": str(row.organization_id), "can_contribute": "x", "cannot_do": "x"}
    crafted: list[tuple[str, dict[str, Any]]] = [
        (pages["service"], {"school": str(found.theirs.pk), "key": "alarm112", "origin": "knowledge"}),
        (pages["service"], {"school": ""}),
        (pages["service"], lines("phones", theirs.phones.first(), number="11 11 11 11", type="voice", DELETE="on")),
        (pages["service"], lines("verifications", theirs.verifications.first(), result="confirmed", assurer="x")),
        (pages["plan"], {"school": str(found.theirs.pk)}),
        (pages["plan"], lines("steps", their_plan.steps.first(), text="Overtaget", plan=str(their_plan.pk))),
        (pages["plan"], lines("contacts", their_plan.contacts.first(), name="Overtaget", DELETE="on")),
        (pages["team"], {"school": str(found.theirs.pk)}),
        (pages["team"], lines("presence", their_team.presence.first(), where="Overtaget", DELETE="on")),
        (pages["school"], {"slug": "nabo", "is_example": ""}),
        (pages["school"], lines("mailboxes", found.theirs.mailboxes.first(), address="min@example.org")),
        (pages["school"], lines("look", found.theirs.look, accent="#800080")),
        *((address, new | {"school": str(found.theirs.pk)}) for address in add.values()),
        (add["resources/service"], new | {"school": ""}),
        (SERVICES, {"action": "confirm_today", "_selected_action": str(theirs.pk), "confirm": "1", "how": "phone"}),
        (SERVICES, {"action": "delete_selected", "_selected_action": [str(theirs.pk), str(shared("ssp").pk)]}),
        (f"{SERVICES}{shared('kui').pk}/egen/", {"school": "nabo"}),
        ("/admin/daekning/", {"service": str(theirs.pk)}),
        ("/admin/accounts/person/add/", {"username": "ny", "is_superuser": "on", "is_active": "on"}),
    ]
    before, forms = everything(found), {}
    for address, values in crafted:
        if address not in forms:
            forms[address] = (
                form_of(client, address) if address.endswith(("change/", "add/")) and "person" not in address else {}
            )
        client.post(address, forms[address] | {"post": "yes", "assurer": "studievejleder"} | values)
        assert everything(found) == before, (address, values)
    assert Service.objects.get(pk=row.pk).school == mine and Plan.objects.get(pk=plan.pk).school == mine


def test_a_role_is_no_more_than_it_is(found: Tenants, mine: School) -> None:
    plan, row = Plan.objects.get(school=mine), own(mine, "ssp", number="99 60 00 01")
    mighty = {"username": "x", "is_superuser": "on", "is_staff": "on", "is_active": "on", "memberships-TOTAL_FORMS": 0}
    for role, forbidden in {
        "reader": ["bekraeft", "tilbage", "forslag", "delete", "change"],
        "editor": [],
        "approver": [],
    }.items():
        client = signed_in(role, mine)
        user = get_user_model().objects.get(username=f"{role}-{mine.slug}")
        asked = [f"/admin/accounts/person/{user.pk}/{page}/" for page in ("change", "engangskode", "delete")]
        asked += [f"{SERVICES}{row.pk}/{page}/" for page in forbidden]
        asked += (
            [] if role == "approver" else [f"/admin/schools/plan/{plan.pk}/{page}/" for page in ("godkend", "delete")]
        )
        with written() as tables:
            for address in asked:
                answer = client.post(
                    address, mighty | {"post": "yes", "confirm": "1", "how": "phone", "assurer": "vejleder"}
                )
                assert answer.status_code == 403, (role, address)
        assert not tables


def test_what_only_the_administrator_sets_is_not_undone_in_the_history(mine: School) -> None:
    row, editor = own(mine, "ssp", number="99 60 00 01"), signed_in("editor", mine)
    row.is_crisis, row.position = True, 7
    row.save()
    undo = {"what": "tilbud", "entry": str(row.history.first().pk)}
    assert editor.post(f"{SERVICES}{row.pk}/tilbage/", undo).status_code == 302
    editor.post(change_page(row), form_of(editor, change_page(row)) | {"is_crisis": "", "position": "0", "name": "Ny"})
    row.refresh_from_db()
    assert (row.name, row.is_crisis, row.position) == ("Ny", True, 7)


def test_no_school_takes_the_place_of_a_national_row(mine: School) -> None:
    editor, add = signed_in("editor", mine), f"{SERVICES}add/"
    national = Service.objects.filter(school=None, scope=Scope.NATIONAL, status="active")
    form = form_of(editor, add) | {"can_contribute": "x", "cannot_do": "x", "status": "inactive"}
    for row in national.filter(key__in=("alarm112", "livslinien", "egen_laege", "boernetelefonen")):
        editor.post(add, form | {"name": row.key, "organization": str(row.organization_id)})
    livslinien = national.get(key="livslinien")
    editor.post(add, form | {"name": "Livslinien", "organization": str(shared("ssp").organization_id)})
    made = Service.objects.get(school=mine, key="livslinien")
    editor.post(
        change_page(made), form_of(editor, change_page(made)) | {"organization": str(livslinien.organization_id)}
    )
    assert not national.exclude(pk__in=seen_by(mine).values("pk"))


def test_a_school_that_is_gone_leaves_its_history_to_nobody(mine: School) -> None:
    row, kept = own(schools()[1], "ssp", number="99 61 00 01"), own(mine, "kui")
    gone, below = row.pk, kept.pk
    schools()[1].delete()
    kept.delete()
    for client in (signed_in("reader", mine), signed_in("editor", mine)):
        assert client.get(f"{SERVICES}{gone}/history/").status_code == 403
    assert [one.id for one in client.get(f"{SERVICES}slettede/").context["page"]] == [below], "the page still works"
    assert signed_in("administrator").get(f"{SERVICES}slettede/").status_code == 200


def test_no_filter_in_an_address_asks_about_what_is_not_shown(found: Tenants) -> None:
    client = signed_in("approver", found.mine)
    for page, asked in LOOKUPS.items():
        for query in asked.format(*(found.theirs.pk,) * 3).split():
            assert client.get(f"/admin/{page}/?{query}").status_code == 400, (page, query)
        for query in (f"id__exact={found.rows['service'].pk}", f"pk__in={found.theirs.pk}", f"q={NAME.lower()}&all=1"):
            assert NAME.encode() not in client.get(f"/admin/{page}/?{query}").content, (page, query)
    for model, field, names in (("phone", "service", 200), ("membership", "user", 403), ("logentry", "user", 403)):
        app = {"phone": "resources", "membership": "accounts", "logentry": "admin"}[model]
        term = "" if names == 403 else NAME
        asked_for = {"app_label": app, "model_name": model, "field_name": field, "term": term}
        answer = client.get("/admin/autocomplete/", asked_for)
        assert answer.status_code == names and NAME.encode() not in answer.content


def test_a_difference_is_written_only_by_who_saw_it_where_and_in_time(
    found: Tenants, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, colleague = signed_in("editor", found.mine), signed_in("approver", found.mine)
    user, other = (
        get_user_model().objects.get(username=f"{role}-{found.mine.slug}") for role in ("editor", "approver")
    )
    Membership.objects.create(user=user, school=found.theirs, role="editor")
    seen = imports.look(found.mine, "ark.csv", SHEET.encode())[0]
    token, foreign = imports.packed(found.mine, seen, user), imports.packed(found.mine, seen, other)
    here, there = (f"/admin/ark/indlaes/?skole={slug}" for slug in (found.mine.slug, "nabo"))
    with written() as tables:
        for who, address, text in ((client, there, token), (client, here, foreign), (colleague, here, token)):
            who.post(address, {"seen": text})
        client.post(here, {"seen": token[:-1] + ("a" if token[-1] != "a" else "b")})
        with monkeypatch.context() as old:
            old.setattr(imports, "LASTS", -1)
            client.post(here, {"seen": token})
    assert not tables
    client.post(here, {"seen": token})
    assert Service.objects.filter(school=found.mine, name="Nyt hus").exists()


def test_no_number_that_is_not_confirmed_is_in_any_answer(mine: School, api: Any) -> None:
    other = schools()[1]
    numbers: Callable[[int], str] = lambda last: f"99 62 00 {last:02}"  # noqa: E731
    days = [None, GONE, 0, 0, 0, 0, 0, 0, AFTER, 0]
    keys = Service.objects.filter(school=None, organization__municipality__code=HOME, scope=1).values_list(
        "key", flat=True
    )
    rows = [own(mine, key, number=numbers(at), confirmed=days[at]) for at, key in enumerate(sorted(set(keys))[:10])]
    Verification.objects.create(service=rows[2], assurer="vejleder", result=Verification.REJECTED)
    rows[3].phones.filter(number=numbers(3)).update(number=numbers(23))
    rows[4].bot_use = "vis_uden_nummer"
    rows[5].status = "inactive"
    rows[6].is_example = True
    for row in rows:
        row.save()
        row.contacts.create(name="x", email=f"{row.key}@nr99620050.dk", as_stated=numbers(51), remark=numbers(52))
    rows[7].phones.filter(number=numbers(7)).delete()
    own(other, rows[9].key, number=numbers(40), confirmed=0)
    rows[0].organization.phones.create(number=numbers(41))
    Plan.objects.get(school=mine).contacts.update(phone=numbers(42))
    OnsiteTeam.objects.filter(school=mine).delete()
    gone = localdate() - timedelta(days=1)
    OnsiteTeam.objects.create(school=mine, name="x", phone=numbers(43), valid_to=gone)
    paths = ["services", *(f"services/{row.pk}" for row in rows), f"schools/{mine.slug}", f"schools/{mine.slug}/plan"]
    paths += ["schools", "municipalities", f"municipalities/{HOME}"]
    asked = [api(path, **({"school": mine.slug} if "services" in path else {}))[1] for path in paths]
    asked += [api("services", municipality=HOME, school=mine.slug)[1], api("services", municipality=HOME)[1]]
    said = "".join(json.dumps(one) for one in asked).replace(" ", "")
    shown = {at for at in range(60) if numbers(at).replace(" ", "") in said}
    assert shown == {8, 9}, "the one that ages, with its date, and the confirmed one"
    theirs = json.dumps(api("services", municipality=HOME, school=other.slug)[1])
    assert numbers(40) in theirs and numbers(9) not in theirs, "who has the token may ask for each school"


def test_markup_is_text_in_the_mail_too() -> None:
    due = Due(overview="/admin/")
    due.add("missing", PLANTED, "missing", "/admin/")
    mail = letter(f"{PLANTED}\nBcc: x@example.org", due, "https://vejviser.example")
    assert "<script>" not in mail.html and html.escape(PLANTED) in mail.html and "\n" not in mail.subject
