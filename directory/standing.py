"""How the register stands, as figures for Prometheus: counts of contacts and of open handovers, and the newest backup.

Nothing by school, municipality or topic: what is hidden on the leader's page because it is few is not shown here.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import Error
from django.utils import timezone
from django.utils.timezone import localdate
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from directory.handovers.keeping import UNTAKEN_DAYS
from directory.handovers.models import Handover, State, Urgency
from directory.resources.models import Service
from directory.resources.states import states

# The database is asked no more often than this, whoever asks.
KEPT_SECONDS = 30.0
CONTACT_STATES = ("confirmed", "ageing", "unconfirmed", "expired", "example")
# The mail is tried at once, and again by the command that tends the inbox.
MAILED_WITHIN = timedelta(minutes=30)
WAITING = ("untaken", "late", "unmailed")


class Standing(Collector):
    """What stands in the database and in the folder of backups."""

    def __init__(
        self, backups: Path, done: Callable[[], None] = lambda: None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Ask nothing yet.

        Args:
            backups: where they are written.
            done: called when the database has been asked: each question may come in a thread of its own, and Django
                keeps a connection for each thread.
            clock: seconds that only grow; tests give their own.
        """
        self._backups = backups
        self._done = done
        self._clock = clock
        self._lock = threading.Lock()
        self._found: tuple[float, list[Metric]] = (float("-inf"), [])

    def collect(self) -> Iterator[Metric]:
        """Yield the figures; of a database that is away that it is, and nothing else."""
        with self._lock:
            if self._clock() - self._found[0] >= KEPT_SECONDS:
                self._found = (self._clock(), self._read())
        yield from self._found[1]
        yield GaugeMetricFamily(
            "vejviser_backup_newest_timestamp_seconds", "When the newest backup was made; 0: none", value=self._newest()
        )

    def _read(self) -> list[Metric]:
        try:
            found = [_contacts(), *_handovers()]
        except Error:
            found = []
        finally:
            self._done()
        up = GaugeMetricFamily("vejviser_register_database_up", "1 when the database answers", value=float(bool(found)))
        return [up, *found]

    def _newest(self) -> float:
        return max((path.stat().st_mtime for path in self._backups.glob("*.jsonl.gz")), default=0.0)


def _contacts() -> Metric:
    rows = Service.objects.filter(status="active")
    crisis = set(rows.filter(is_crisis=True).values_list("pk", flat=True))
    seen = states(rows, localdate())
    counts: Counter[tuple[str, bool]] = Counter((state, pk in crisis) for pk, state in seen.items())
    counts["unconfirmed", True] += len(crisis - seen.keys())
    counts["unconfirmed", False] += rows.count() - len(seen) - len(crisis - seen.keys())
    found = GaugeMetricFamily(
        "vejviser_contacts", "Services by how far their contact may be trusted", labels=["state", "crisis"]
    )
    for state in CONTACT_STATES:
        for is_crisis in (True, False):
            found.add_metric([state, "yes" if is_crisis else "no"], counts[state, is_crisis])
    return found


def _handovers() -> Iterator[Metric]:
    open_ones = list(
        Handover.objects.exclude(state=State.CLOSED).only("state", "urgency", "created", "next_date", "mailed")
    )
    counts = Counter((one.state, one.urgency) for one in open_ones)
    found = GaugeMetricFamily("vejviser_handovers_open", "Notes that nobody has closed", labels=["state", "urgency"])
    for state in (State.NEW, State.TAKEN):
        for urgency in Urgency:
            found.add_metric([state.value, urgency.value], counts[state, urgency])
    yield found
    waits = Counter(why for one in open_ones for why in _waits(one))
    waiting = GaugeMetricFamily("vejviser_handovers_waiting", "Notes that wait too long", labels=["why"])
    for why in WAITING:
        waiting.add_metric([why], waits[why])
    yield waiting


def _waits(one: Handover) -> list[str]:
    """Return for what somebody should have come already: `untaken`, `late` (its date has passed), `unmailed`."""
    today = localdate()
    untaken = one.state == State.NEW and (today - localdate(one.created)).days > UNTAKEN_DAYS[Urgency(one.urgency)]
    unmailed = settings.EMAIL_HOST and not one.mailed and timezone.now() - one.created > MAILED_WITHIN
    return [why for why, is_so in zip(WAITING, (untaken, one.next_date < today, unmailed), strict=True) if is_so]
