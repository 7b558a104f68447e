"""`manage.py send_digest`: mail each school, and the administrator, what is due. Run it once a week by a timer."""

import logging
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from directory.digest.charges import add_charges
from directory.digest.due import Due, for_administrator, for_school, for_schools_without_mailbox
from directory.digest.letter import letter
from directory.digest.memory import Memory
from directory.digest.saying import say
from directory.digest.sending import NotSent, send
from directory.handovers.keeping import tend
from directory.schools.charging import settle
from directory.schools.models import School

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Receiver:
    """Who is to be told; `school` is None for the administrator, who keeps the shared rows."""

    whose: str
    address: str
    school: School | None


class Command(BaseCommand):
    """One school's failure does not stop the others; any failure ends the command with 1 and a line for each."""

    help = "Mail what is due to each school's mailbox, and the shared rows to VEJVISER_DIGEST_TO."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add what a person may need besides the weekly run."""
        parser.add_argument("--dry-run", action="store_true", help="show the mails, send nothing, remember nothing")
        parser.add_argument("--force", action="store_true", help="send also what was sent this week")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, and say what was done.

        Raises:
            CommandError: mail is not set up, or some mail did not go; one Danish line for each.
        """
        self.options, self.today = options, localdate()
        if not options["dry_run"]:
            self._tend_handovers()
        self.unreached: list[School] = []
        self.memory = self._memory()
        failures = [line for receiver in self._receivers() if (line := self._serve(receiver))]
        if failures:
            raise CommandError("\n".join(failures))

    def _tend_handovers(self) -> None:
        """Delete and remind of handovers too: one timer is enough. It never keeps the digest from being sent."""
        try:
            tend()
        except Exception as error:
            logger.error("tending the handovers failed: %s", type(error).__name__)

    def _memory(self) -> Memory:
        """Return what was sent this week, once it is sure that mail can be sent and remembered."""
        memory = Memory(settings.MAIL.memory, self.today)
        if self.options["dry_run"]:
            return memory
        if not settings.EMAIL_HOST:
            raise CommandError(say("no_host"))
        if not settings.MAIL.admin_url:
            raise CommandError(say("no_admin_url"))
        try:
            memory.write()
        except OSError:
            raise CommandError(say("not_kept", path=memory.path)) from None
        return memory

    def _receivers(self) -> Iterator[Receiver]:
        """Give the schools by name; the administrator last, who also hears which schools could not be told."""
        schools = School.objects.select_related("municipality")
        for school in schools.filter(is_example=False) if settings.PRODUCTION else schools:
            yield Receiver(school.name, school.digest_mailbox, school)
        yield Receiver(say("shared"), settings.MAIL.digest_to, None)

    def _serve(self, receiver: Receiver) -> str:
        """Tell one receiver; return the line of a failure, "" otherwise."""
        try:
            return self._tell(receiver)
        except NotSent as error:
            return say("failed", whose=receiver.whose, address=receiver.address, why=error)
        except Exception as error:  # a fault in one school's rows must not keep the others from being told
            logger.exception("the digest of one receiver failed")
            return say("broken", whose=receiver.whose, kind=type(error).__name__)

    def _tell(self, receiver: Receiver) -> str:
        due = self._due(receiver.school, self.today)
        named = {"whose": receiver.whose, "address": receiver.address, "count": due.count}
        entry = f"{receiver.school.slug if receiver.school else ''} {receiver.address}"
        if not due.count:
            self._settle(receiver, due)
            self.stdout.write(say("nothing", **named))
        elif not receiver.address:
            if receiver.school:
                self.unreached.append(receiver.school)
            self.stdout.write(say("nobody", **named))
        elif entry in self.memory.sent and not self.options["force"]:
            self.stdout.write(say("already", **named))
        else:
            self._send(receiver, due, entry, named)
        return ""

    def _due(self, school: School | None, today: date) -> Due:
        if school is not None:
            due = for_school(school, today)
            add_charges(due, school, today)
            return due
        due = for_administrator(today)
        due.lines |= {"schools": for_schools_without_mailbox(self.unreached).lines["schools"]}
        return due

    def _send(self, receiver: Receiver, due: Due, entry: str, named: dict[str, Any]) -> None:
        made = letter(receiver.whose, due, settings.MAIL.admin_url)
        if self.options["dry_run"]:
            self.stdout.write(f"{say('shown', **named)}\n{made.subject}\n\n{made.text}")
            return
        send(made, receiver.address)
        self.memory.add(entry)
        self._settle(receiver, due)
        self.stdout.write(say("sent", **named))

    def _settle(self, receiver: Receiver, due: Due) -> None:
        """Remember who has now been reminded of what, unless this is only a look."""
        if receiver.school is not None and not self.options["dry_run"]:
            settle(receiver.school, due.waiting, self.today)
