"""What the action server counts, for Prometheus (docs/sight.md): codes, counts and seconds, and nothing of a pupil."""

from prometheus_client import Counter, Gauge, Histogram
from urllib3.exceptions import NewConnectionError, TimeoutError

from deploy.metrics import OTHER, SHORT, among

# As in domain.yml.
ACTIONS = (
    "validate_concern_form", "action_ask_municipality", "action_suggest_next_steps", "action_answer_acute",
    "action_answer_urgent", "action_answer_role", "action_answer_contact", "action_answer_law", "action_answer_plan",
    "action_clarify", "action_write_handover",
)  # fmt: skip
OK, UNCHANGED, NOT_FOUND = 200, 304, 404
OUTCOMES = ("done", "refused", "failed")
# What is asked for, by the first step of the path; the rest of it names a school or a municipality.
ASKED = ("basis", "municipalities", "services", "schools", "rating-items")
# copy: the directory did not answer, and what it last said was used. nothing: there was no copy either.
ANSWERS = ("said", "unknown", "copy", "refused", "broken", "slow", "away")

SECONDS = Histogram("vejviser_action_seconds", "One action", ["action"], buckets=SHORT)
CALLS = Counter("vejviser_actions", "Calls of actions", ["action", "outcome"])
DIRECTORY_SECONDS = Histogram("vejviser_directory_seconds", "One question to the directory", ["asked"], buckets=SHORT)
DIRECTORY = Counter("vejviser_directory_answers", "Questions to the directory, by answer", ["asked", "answer"])
AWAY = Gauge("vejviser_directory_away", "1 when the latest question to the directory got no answer of its own")


def make_ready() -> None:
    """Make every series stand at nought from the start: an alert cannot see the first step of one that appears."""
    for asked in ASKED:
        for answer in ANSWERS:
            DIRECTORY.labels(asked, answer)
    for action in ACTIONS:
        for outcome in OUTCOMES:
            CALLS.labels(action, outcome)


def action(name: object, status: int, seconds: float) -> None:
    """Count one call.

    Args:
        name: the action's, as the call gave it.
        status: what it was answered with.
        seconds: how long it took.
    """
    called = among(name, ACTIONS)
    outcome = "done" if status == OK else "failed" if status >= 500 else "refused"
    CALLS.labels(called, outcome).inc()
    SECONDS.labels(called).observe(seconds)


def asked(path: str, answer: str, seconds: float) -> None:
    """Count one question to the directory.

    Args:
        path: as it was asked; only its first step is counted under.
        answer: one of ANSWERS.
        seconds: how long it took.
    """
    kind = among(path.strip("/").partition("/")[0], ASKED)
    DIRECTORY.labels(kind, among(answer, ANSWERS)).inc()
    DIRECTORY_SECONDS.labels(kind).observe(seconds)
    AWAY.set(answer in ("copy", "broken", "slow", "away", OTHER))


def of_error(error: Exception) -> str:
    """Return what to call a question that got no answer at all."""
    # Where a second try may be made, the reason stands inside.
    cause = getattr(error, "reason", error)
    refused = isinstance(cause, NewConnectionError)
    return "slow" if isinstance(cause, TimeoutError) and not refused else "away"


def of_reply(status: int, is_copy: bool) -> str:
    """Return what to call an answer.

    Args:
        status: the HTTP status.
        is_copy: it is what the directory last said, for it is away.
    """
    if is_copy:
        return "copy"
    if status in (OK, UNCHANGED):
        return "said"
    return "unknown" if status == NOT_FOUND else "broken" if status >= 500 else "refused"
