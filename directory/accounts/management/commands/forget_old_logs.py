"""`manage.py forget_old_logs`: delete sign-ins, failures, sessions and what else runs out by itself."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from directory.emptying import empty_log
from directory.messages import message
from directory.ties.forgetting import forget

DAYS_OF_MONTH = 30.44


class Command(BaseCommand):
    """Run it every night. What people changed is not forgotten: it belongs to the rows' history."""

    help = "Delete sign-ins and failed ones that are older than 12 months, and sessions that have run out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add how long to keep."""
        parser.add_argument("--months", type=int, default=12, help="keep sign-ins this many months (12)")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Delete, and say how much.

        Raises:
            CommandError: less than a month.
        """
        if options["months"] < 1:
            raise CommandError(message("forget_months"))
        until = timezone.now() - timedelta(days=DAYS_OF_MONTH * options["months"])
        sign_ins, _ = AccessLog.objects.filter(attempt_time__lt=until).delete()
        failures, _ = AccessFailureLog.objects.filter(attempt_time__lt=until).delete()
        AccessAttempt.objects.filter(attempt_time__lt=until).delete()
        forget(timezone.localdate())
        sessions, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
        empty_log()
        day = f"{timezone.localtime(until):%d.%m.%Y}"
        self.stdout.write(message("forgotten", sign_ins=sign_ins, failures=failures, sessions=sessions, day=day))
