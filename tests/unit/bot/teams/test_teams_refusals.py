"""Whatever is wrong with a token or an activity: it is refused, and one line of the log says why and nothing else."""

import asyncio
import logging
from typing import Any

import pytest
from refusal_table import PAGE, page
from refused_cases import CASES, Case
from token_bench import APP_ID, CONTENT, SERVICE_URL, TENANT, activity, connector, token

from bot.channels.http import Http
from bot.channels.teams.refusals import REASONS
from bot.channels.teams.tokens import Inspector, Refused, authorization


async def refused(case: Case) -> Refused:
    async with connector() as provider:
        case.provider(provider)
        http = Http()
        inspector = Inspector(provider.settings(), http)
        headers, body = case.sent()
        try:
            with pytest.raises(Refused) as refusal:
                await inspector.inspect(authorization(headers), body if isinstance(body, dict) else None)
        finally:
            inspector.close()
            await http.close()
        return refusal.value


@pytest.mark.parametrize("case", CASES, ids=[case.what for case in CASES])
def test_it_is_refused_with_its_reason_and_without_content(case: Case, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    refusal = asyncio.run(refused(case))
    assert (refusal.status, refusal.reason) == (REASONS[case.reason], case.reason)
    lines = [record for record in caplog.records if record.name.startswith("bot.")]
    named = [record.getMessage() for record in lines if "refused" in record.getMessage()]
    assert named == [f"teams: refused with {refusal.status}: {case.reason}"]
    assert_silent(lines)


def assert_silent(lines: list[logging.LogRecord]) -> None:
    for line in lines:
        whole = logging.Formatter().format(line)
        for content in (CONTENT, TENANT, APP_ID, "eyJ", "evil", SERVICE_URL, "127.0.0.1"):
            assert content not in whole


def test_there_are_enough_ways_to_be_wrong_and_each_reason_has_one() -> None:
    assert len(CASES) >= 25
    assert len({case.what for case in CASES}) == len(CASES)
    assert {case.reason for case in CASES} == set(REASONS)
    assert set(REASONS.values()) == {401, 403}


def test_the_table_in_the_documents_is_this_list() -> None:
    assert PAGE.read_text("utf-8") == page(), "write it anew: PYTHONPATH=. python tests/unit/bot/teams/refusal_table.py"


def test_a_way_to_be_wrong_differs_from_what_is_right_in_that_alone() -> None:
    """The right token and activity pass, so each refusal above is for its own reason."""

    async def inspect() -> None:
        async with connector() as provider:
            http = Http()
            await Inspector(provider.settings(), http).inspect(f"Bearer {token()}", activity())
            await http.close()

    asyncio.run(inspect())


@pytest.mark.parametrize("value", [None, "Bearer a", ["Bearer a", "Bearer b"]])
def test_a_second_header_is_not_overlooked(value: Any) -> None:
    given = [] if value is None else value if isinstance(value, list) else [value]
    assert authorization(given) == (", ".join(given) or None)
