"""The digest is mailed by real servers: once a week, to each for itself, with one clear line when one fails."""

import io
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from secrets import token_urlsafe
from smtplib import SMTPDataError, SMTPSenderRefused
from typing import Any
from unittest.mock import patch

import pytest
from digest_rows import TODAY, new_school, own
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from django.core.management import CommandError, call_command
from django.test import override_settings
from mail_server import PASSWORD, USER, Inbox, certificate_for_loopback, free_port, silent_server, smtp_server

from directory.digest.due import for_school
from directory.digest.environment import mail as mail_settings
from directory.digest.letter import Letter
from directory.digest.sending import NotSent, send
from directory.schools.models import School

ROOT = Path(__file__).resolve().parents[2]
COMMAND = "directory.digest.management.commands.send_digest"
OVER = date(2025, 1, 1)


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    """The mail's plain text or its HTML."""
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def run(
    port: int, memory: Path, *flags: str, day: date = TODAY, to: str = "", hurried: bool = False, **more: Any
) -> str:
    """Run the command against a server; return what it says."""
    said = io.StringIO()
    values = {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "EMAIL_USE_TLS": False,
        "EMAIL_TIMEOUT": 2 if hurried else 20,
        "DEFAULT_FROM_EMAIL": "Vejviser <vejviser@skole.example>",
        "MAIL": replace(settings.MAIL, memory=memory, digest_to=to, admin_url="https://register.example"),
    }
    with override_settings(**values | more), patch(f"{COMMAND}.localdate", return_value=day):
        call_command("send_digest", *flags, stdout=said)
    return said.getvalue()


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "digest.json"


@pytest.fixture(autouse=True)
def schools() -> tuple[School, School]:
    """Two schools with one row each that ran out; the example school is left without a mailbox."""
    School.objects.update(digest_mailbox="")
    made = new_school("adelby"), new_school("bydal")
    for school in made:
        own(school, assured=OVER, name=f"SSP på {school.name}")
    return made


def test_each_school_and_the_administrator_get_their_own_mail(memory: Path) -> None:
    with smtp_server() as inbox:
        said = run(inbox.port, memory, to="drift@skole.example")
    assert inbox.receivers == ["postkasse@adelby.example", "postkasse@bydal.example", "drift@skole.example"]
    first, second, shared = inbox.mails
    assert first["Subject"] == "Vejviser: 1 punkt at se efter, Adelby"
    assert first["From"] == "Vejviser <vejviser@skole.example>" and first["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        text = text_of(first, kind)
        assert "SSP på Adelby" in text and "SSP på Bydal" not in text
        assert "Gjaldt til og med 1. januar 2026." in text
        assert "https://register.example/admin/resources/service/" in text
    assert "SSP på Bydal" in text_of(second) and "Livslinien" not in text_of(second)
    assert "Livslinien" in text_of(shared) and "SSP på" not in text_of(shared)
    assert "Eksempelskolen\n  Skolen har ingen ansvarlig postkasse." in text_of(shared)
    assert "Adelby: sendt til postkasse@adelby.example (1 at se efter)." in said


def test_nothing_is_sent_when_nothing_is_due(memory: Path, schools: tuple[School, School]) -> None:
    schools[0].services.filter(status="active").update(status="inactive")
    with smtp_server() as inbox:
        said = run(inbox.port, memory)
    assert inbox.receivers == ["postkasse@bydal.example"]
    assert "Adelby: intet at se efter." in said


def test_a_mail_comes_once_a_week(memory: Path, schools: tuple[School, School]) -> None:
    both = ["postkasse@adelby.example", "postkasse@bydal.example"]
    with smtp_server() as inbox:
        run(inbox.port, memory, day=date(2026, 11, 16))
        assert inbox.receivers == both
        said = run(inbox.port, memory, day=date(2026, 11, 22))
        assert inbox.receivers == both and "allerede sendt i denne uge" in said
        School.objects.filter(pk=schools[0].pk).update(digest_mailbox="ny@adelby.example")
        run(inbox.port, memory, day=date(2026, 11, 22))
        assert inbox.receivers[2:] == ["ny@adelby.example"], "a corrected mailbox has had no mail yet"
        run(inbox.port, memory, "--force", day=date(2026, 11, 22))
        assert inbox.receivers[3:] == ["ny@adelby.example", both[1]]
        run(inbox.port, memory, day=date(2026, 11, 23))
        assert inbox.receivers[5:] == ["ny@adelby.example", both[1]], "a new week"
        memory.write_text("{broken")
        run(inbox.port, memory, day=date(2026, 11, 23))
        assert len(inbox.mails) == 9, "a broken memory costs one mail too many, no more"


def test_a_dry_run_shows_the_mail_and_sends_and_keeps_nothing(memory: Path) -> None:
    said = run(free_port(), memory, "--dry-run", EMAIL_HOST="")
    assert "Adelby: ville blive sendt til postkasse@adelby.example (1 at se efter)." in said
    assert "SSP på Adelby\n  Gjaldt til og med 1. januar 2026." in said
    assert not memory.exists()


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        ({"refuses": "postkasse@adelby.example"}, "afviste modtageren"),
        ({"hangs_on": "postkasse@adelby.example"}, "svarede ikke inden for 2 sekunder"),
    ],
)
def test_one_schools_failure_does_not_stop_the_others(memory: Path, trouble: dict[str, str], says: str) -> None:
    with smtp_server(Inbox(**trouble)) as inbox:
        with pytest.raises(CommandError) as failed:
            run(inbox.port, memory, hurried=True)
        assert inbox.receivers == ["postkasse@bydal.example"]
        assert str(failed.value).startswith("Adelby: mailen blev ikke sendt til postkasse@adelby.example.")
        assert says in str(failed.value) and "\n" not in str(failed.value)
        inbox.refuses = inbox.hangs_on = ""
        run(inbox.port, memory)
        assert inbox.receivers == ["postkasse@bydal.example", "postkasse@adelby.example"], "only the one that failed"


def test_a_fault_in_one_schools_rows_does_not_stop_the_others(memory: Path) -> None:
    def sick(school: School, today: date) -> Any:
        if school.slug == "adelby":
            raise ValueError("sick")
        return for_school(school, today)

    with smtp_server() as inbox, patch(f"{COMMAND}.for_school", sick), pytest.raises(CommandError) as failed:
        run(inbox.port, memory)
    assert inbox.receivers == ["postkasse@bydal.example"]
    assert str(failed.value) == "Adelby: mailen kunne ikke laves (ValueError). Se loggen."


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    made: tuple[Path, Path] = certificate_for_loopback(tmp_path)
    return made


@pytest.fixture
def servers(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], int]]:
    """Start a server that fails in a way; gives its port."""
    with ExitStack() as opened:

        def start(way: str) -> int:
            port: int = free_port()
            if way == "silent":
                port = opened.enter_context(silent_server())
            elif way != "away":
                chosen = certificate if way in ("login", "certificate") else None
                port = opened.enter_context(smtp_server(certificate=chosen)).port
            if way == "login":
                monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
            return port

        yield start


@pytest.mark.parametrize(
    ("way", "says"),
    [
        ("away", "Mailserveren 127.0.0.1 kan ikke nås på port {port}."),
        ("silent", "Mailserveren 127.0.0.1 svarede ikke inden for 2 sekunder."),
        ("login", "Mailserveren afviste VEJVISER_SMTP_USER eller VEJVISER_SMTP_PASSWORD."),
        ("certificate", "Mailserverens certifikat kan ikke godkendes."),
        ("starttls", "Mailserveren kan ikke det, vi beder om, fx STARTTLS. Se VEJVISER_SMTP_STARTTLS."),
    ],
)
def test_each_failure_is_one_clear_line(
    memory: Path, servers: Callable[[str], int], schools: tuple[School, School], way: str, says: str
) -> None:
    School.objects.filter(pk=schools[1].pk).update(digest_mailbox="")
    port, more = servers(way), dict[str, Any]()
    if way in ("login", "certificate", "starttls"):
        more = {"EMAIL_USE_TLS": True, "EMAIL_HOST_USER": USER, "EMAIL_HOST_PASSWORD": "forkert"}
    with pytest.raises(CommandError) as failed:
        run(port, memory, hurried=way == "silent", **more)
    expected = says.format(port=port)
    assert str(failed.value) == f"Adelby: mailen blev ikke sendt til postkasse@adelby.example. {expected}"
    assert "forkert" not in str(failed.value)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (socket.gaierror(-2, "Name or service not known"), "findes ikke. Ret VEJVISER_SMTP_HOST."),
        (SMTPSenderRefused(550, b"no", "vejviser@skole.example"), "VEJVISER_SMTP_FROM"),
        (SMTPDataError(554, b"spam"), "sagde nej (554)"),
    ],
)
def test_rarer_failures_are_clear_too(error: Exception, says: str) -> None:
    with patch.object(EmailMultiAlternatives, "send", side_effect=error), pytest.raises(NotSent) as failed:
        send(Letter("emne", "tekst", "<p>tekst</p>", 1), "postkasse@skole.example")
    assert says in str(failed.value)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"EMAIL_HOST": ""}, "VEJVISER_SMTP_HOST mangler."),
        ({"MAIL": replace(settings.MAIL, admin_url="")}, "VEJVISER_ADMIN_URL mangler i drift."),
        ({"MAIL": replace(settings.MAIL, memory=Path("/proc/digest.json"))}, "Kan ikke skrive i /proc/digest.json."),
    ],
)
def test_what_is_not_set_up_is_said_before_anything_is_sent(memory: Path, more: dict[str, Any], says: str) -> None:
    with smtp_server() as inbox:
        with pytest.raises(CommandError) as failed:
            run(inbox.port, memory, **more)
        assert says in str(failed.value) and not inbox.mails


GOOD = {"VEJVISER_SMTP_HOST": "mail.skole.example", "VEJVISER_SMTP_FROM": "Vejviser <vejviser@skole.example>"}


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"VEJVISER_SMTP_PORT": "mange"}, "VEJVISER_SMTP_PORT er mange."),
        ({"VEJVISER_SMTP_PORT": "70000"}, "VEJVISER_SMTP_PORT er 70000."),
        ({"VEJVISER_SMTP_STARTTLS": "ja"}, "VEJVISER_SMTP_STARTTLS er ja."),
        ({"VEJVISER_SMTP_FROM": ""}, "VEJVISER_SMTP_FROM er tom."),
        ({"VEJVISER_SMTP_FROM": "Vejviser"}, "VEJVISER_SMTP_FROM er Vejviser."),
        ({"VEJVISER_SMTP_USER": "vejviser"}, "skal sættes begge to"),
        ({"VEJVISER_SMTP_USER": "v", "VEJVISER_SMTP_PASSWORD": "p", "VEJVISER_SMTP_STARTTLS": "0"}, "ikke sendes uden"),
        ({"VEJVISER_DIGEST_TO": "alle"}, "VEJVISER_DIGEST_TO er alle."),
        ({"VEJVISER_ADMIN_URL": "http://register.skole.example"}, "skal begynde med https://"),
        ({"VEJVISER_ADMIN_URL": "register"}, "skal begynde med https://"),
    ],
)
def test_wrong_settings_stop_the_start_with_a_line_that_names_them(environ: dict[str, str], says: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        mail_settings(GOOD | environ, ROOT, production=True)
    assert says in str(refused.value)


def test_right_settings_and_none_at_all_are_fine() -> None:
    found = mail_settings(GOOD | {"VEJVISER_ADMIN_URL": "https://register.example/"}, ROOT, production=True)
    assert (found.port, found.starttls, found.admin_url) == (587, True, "https://register.example")
    assert mail_settings({}, ROOT, production=True).host == ""
    assert mail_settings({}, ROOT, production=False).admin_url == "http://127.0.0.1:8001"


def test_the_command_itself_with_its_environment(
    certificate: tuple[Path, Path], tmp_path: Path, new_database: Callable[..., str]
) -> None:
    """A process of its own, in production, over STARTTLS with a login; then with a server that is away."""
    with smtp_server(certificate=certificate) as inbox:
        environ = os.environ | {
            "VEJVISER_PROFILE": "production",
            "VEJVISER_SECRET_KEY": token_urlsafe(40),
            "VEJVISER_DIRECTORY_TOKEN": token_urlsafe(40),
            "VEJVISER_ALLOWED_HOSTS": "register.example",
            "VEJVISER_DATABASE": new_database(),
            "VEJVISER_SMTP_HOST": "127.0.0.1",
            "VEJVISER_SMTP_PORT": str(inbox.port),
            "VEJVISER_SMTP_USER": USER,
            "VEJVISER_SMTP_PASSWORD": PASSWORD,
            "VEJVISER_SMTP_FROM": "vejviser@skole.example",
            "VEJVISER_DIGEST_TO": "drift@skole.example",
            "VEJVISER_DIGEST_MEMORY": str(tmp_path / "digest.json"),
            "VEJVISER_ADMIN_URL": "https://register.example",
            "SSL_CERT_FILE": str(certificate[0]),
        }
        command = [sys.executable, "directory/manage.py", "send_digest"]
        done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stderr) == (0, "")
        assert inbox.receivers == ["drift@skole.example"] and inbox.encrypted, "examples get no mail in production"
    failed = subprocess.run([*command, "--force"], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60)
    assert failed.returncode == 1
    (line,) = failed.stderr.splitlines()
    assert "kan ikke nås på port" in line and PASSWORD not in line
