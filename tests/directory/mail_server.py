"""Real mail servers for the tests: one that works, and ones that refuse, hang or lack what is asked of them."""

import asyncio
import datetime
import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "vejviser", "rigtigt-kodeord"


@dataclass
class Inbox:
    """What a server took in; it refuses one address and never answers about another."""

    refuses: str = ""
    hangs_on: str = ""
    mails: list[EmailMessage] = field(default_factory=list)
    encrypted: bool = False
    port: int = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """Take, refuse, or let wait."""
        if address == self.refuses:
            return "550 no such mailbox"
        if address == self.hangs_on:
            await asyncio.sleep(30)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the mail."""
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.encrypted = session.ssl is not None
        self.mails.append(mail)
        return "250 OK"

    @property
    def receivers(self) -> list[str]:
        """To whom the mails went, in order."""
        return [str(mail["To"]) for mail in self.mails]


def free_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def smtp_server(inbox: Inbox | None = None, certificate: tuple[Path, Path] | None = None) -> Iterator[Inbox]:
    """Run a server; with a certificate it asks for STARTTLS and a login."""
    inbox = inbox or Inbox()
    inbox.port = free_port()
    more: dict[str, Any] = {}
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*certificate)
        more = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": _login}
    server = Controller(inbox, hostname="127.0.0.1", port=inbox.port, **more)
    server.start()
    try:
        yield inbox
    finally:
        server.stop()


@contextmanager
def silent_server() -> Iterator[int]:
    """Take connections and never say a word; gives the port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield int(listening.getsockname()[1])


def _login(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    # The answer to a wrong one is left to the server.
    return AuthResult(success=right, handled=right)


def certificate_for_loopback(folder: Path) -> tuple[Path, Path]:
    """Make a certificate that signs itself; return the files of the certificate and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "mail.crt", folder / "mail.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files
