"""Sending one mail, and saying in Danish why it did not go."""

import socket
import ssl
from smtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from directory.digest.letter import Letter
from directory.digest.saying import say

# The first that fits; an error of the network is only what is left.
REASONS: tuple[tuple[type[Exception], str], ...] = (
    (SMTPAuthenticationError, "why_login"),
    (SMTPRecipientsRefused, "why_recipient"),
    (SMTPSenderRefused, "why_sender"),
    (SMTPNotSupportedError, "why_starttls"),
    (ssl.SSLError, "why_certificate"),
    (socket.gaierror, "why_host"),
    (TimeoutError, "why_slow"),
)


class NotSent(Exception):
    """A mail did not go; the message says why, in Danish."""


def send(letter: Letter, address: str) -> None:
    """Send the letter over a connection of its own, so that one that breaks harms no other.

    Raises:
        NotSent: the server is away, hangs, or refuses.
    """
    mail = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        to=[address],
        # RFC 3834: no machine should answer it.
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(letter.html, "text/html")
    try:
        mail.send()
    except (SMTPException, OSError) as error:
        raise NotSent(_why(error)) from error


def _why(error: Exception) -> str:
    """Return why, in Danish. smtplib hides a time limit that is met while it reads behind a broken connection."""
    causes = [error, error.__context__]
    codes = [code for kind, code in REASONS if any(isinstance(cause, kind) for cause in causes)]
    if not codes and isinstance(error, SMTPResponseException):
        codes = ["why_refused"]
    if not codes:
        codes = ["why_away" if isinstance(error, OSError) else "why_other"]
    values = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT, "seconds": settings.EMAIL_TIMEOUT}
    return say(codes[0], reply=getattr(error, "smtp_code", ""), **values)
