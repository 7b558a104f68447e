"""The log: who came in, who tried, who changed what; and that it is forgotten in time."""

import html
import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from axes.models import AccessFailureLog, AccessLog
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.utils import timezone

from directory.accounts.models import Membership
from directory.resources.models import Phone, Service
from directory.schools.models import School

PASSWORD = "grøn cykel i regnvejr"  # noqa: S105
LOG = "/admin/accounts/log/"
OTHER = {"user_agent": "x", "http_accept": "x", "path_info": "/admin/login/"}


@pytest.fixture
def administrator() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("drift", password=PASSWORD))
    return client


def rows(client: Client, **query: Any) -> list[str]:
    """The lines of the table as a person reads them, without markup."""
    page = html.unescape(client.get(LOG, query).content.decode())
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    lines = [line.split(">", 1)[1] for line in body.split("<tr")[1:]]
    return [
        " | ".join(cell.split(">", 1)[1].split("</td>")[0].strip() for cell in line.split("<td")[1:]) for line in lines
    ]


def test_sign_ins_are_written_down_good_and_bad(administrator: Client) -> None:
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        get_user_model().objects.create_superuser("lis", password=PASSWORD)
        for password in ("forkert", PASSWORD):
            Client().post("/admin/login/?next=/admin/", {"username": "lis", "password": password})
        for _ in range(5):
            Client().post("/admin/login/", {"username": "gætter", "password": "forkert"}, REMOTE_ADDR="10.0.0.9")
    found = [line.split(" | ")[1:] for line in rows(administrator)]
    assert found[0] == ["gætter", "Afvist, lukket i 15 minutter", "Adgangskode", "10.0.0.9"], "newest first"
    assert found[1:5] == [["gætter", "Afvist", "Adgangskode", "10.0.0.9"]] * 4
    assert found[5:7] == [
        ["lis", "Logget ind", "Adgangskode", "127.0.0.1"],
        ["lis", "Afvist", "Adgangskode", "127.0.0.1"],
    ]
    assert [line.split(" | ")[2] for line in rows(administrator, bruger="LIS")] == ["Logget ind", "Afvist"]


def test_the_log_is_chosen_by_day_in_danish_time(administrator: Client) -> None:
    for day, hour in ((1, 12), (2, 22), (3, 12)):  # 22 UTC on the second is past midnight here in summer
        row = AccessLog.objects.create(username=f"dag-{day}", ip_address="10.0.0.1", **OTHER)
        time = datetime.fromisoformat(f"2026-06-0{day}T{hour}:30:00+00:00")
        AccessLog.objects.filter(pk=row.pk).update(attempt_time=time)
    chosen = rows(administrator, fra="2026-06-03", til="2026-06-03")
    assert [line.split(" | ")[:2] for line in chosen] == [["03.06.2026 14.30", "dag-3"], ["03.06.2026 00.30", "dag-2"]]
    assert len(rows(administrator, til="2026-06-02")) == 1
    said = administrator.get(LOG, {"fra": "i går"})
    assert said.status_code == 200 and "Skriv datoen som" in said.content.decode()


def test_changes_say_who_what_and_which_fields(administrator: Client) -> None:
    drift = get_user_model().objects.get(username="drift")
    service = Service.objects.filter(school=None).first()
    assert service is not None
    phone = Phone(service=service, number="11 22 33 44")
    phone._history_user = drift  # type: ignore[attr-defined]  # as the middleware does for a page
    phone.save()
    phone.number = "22 33 44 55"
    phone.save()
    Membership.objects.create(user=drift, school=School.objects.get(slug="eksempelskolen"), role="approver")
    lis = {"username": "lis", "first_name": "", "is_active": "on"}
    lis |= {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    assert administrator.post("/admin/accounts/person/add/", lis).status_code == 200
    found = [line.split(" | ")[1:] for line in rows(administrator, vis="aendringer")]
    assert found[0][:4] == ["drift", "Ændret", "bruger", "lis"] and found[0][4] == "Ny engangskode"
    assert found[1][:4] == ["drift", "Oprettet", "bruger", "lis"]
    role = ["Automatisk", "Oprettet", "adgang til en skole", "drift: Godkender (leder), Eksempelskolen", ""]
    assert found[2] == role, "a role that nobody here gave is shown too"
    assert found[3] == ["drift", "Ændret", "telefonnummer", "22 33 44 55", "nummer"]
    assert found[4] == ["drift", "Oprettet", "telefonnummer", "11 22 33 44", ""]
    assert len(found) == 5, "what the loader wrote is no person's change"
    assert len(rows(administrator, vis="aendringer", bruger="drift")) == 4
    assert not rows(administrator, vis="aendringer", bruger="en-anden")


def test_a_long_log_has_pages(administrator: Client) -> None:
    AccessLog.objects.bulk_create(AccessLog(username=f"nr-{n}", **OTHER) for n in range(120))
    assert [len(rows(administrator, bruger="nr-", side=page)) for page in (1, 2, 3)] == [50, 50, 20]
    page = administrator.get(LOG, {"bruger": "nr-", "side": "2"}).content.decode()
    assert "Side 2 af 3" in page and "bruger=nr-" in page


def test_markup_in_a_name_is_text_and_nobody_writes_in_the_log(administrator: Client) -> None:
    AccessFailureLog.objects.create(username="<script>alert(1)</script>", ip_address=None, **OTHER)
    assert "<script>alert(1)" not in administrator.get(LOG).content.decode()
    assert administrator.get(LOG + "add/").status_code == 403


def test_old_sign_ins_are_forgotten_and_changes_are_not() -> None:
    for days in (364, 367):
        for model in (AccessLog, AccessFailureLog):
            row = model.objects.create(username=f"{days}", ip_address="10.0.0.1", **OTHER)
            model.objects.filter(pk=row.pk).update(attempt_time=timezone.now() - timedelta(days=days))
    kept = Service.history.count()
    out = io.StringIO()
    call_command("forget_old_logs", stdout=out)
    for model in (AccessLog, AccessFailureLog):
        assert [row.username for row in model.objects.all()] == ["364"]
    assert Service.history.count() == kept
    assert out.getvalue().startswith("Slettet: 1 indlogninger og 1 forsøg")
    call_command("forget_old_logs", months=1, stdout=out)
    assert not AccessLog.objects.exists()
    with pytest.raises(CommandError, match="mindst én måned"):
        call_command("forget_old_logs", months=0)
