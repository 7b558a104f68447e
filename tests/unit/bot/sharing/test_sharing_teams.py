"""What Teams shares between bots: each question asked once, each activity answered once, over a real Redis."""

import asyncio
import time
from datetime import date, datetime, timedelta

import pytest
import redis
from redis_process import RedisProcess
from two_bots import SECRET

from bot.channels.conversations import OpenConversation
from bot.channels.teams.connector import Place
from bot.channels.teams.follow_ups import DENMARK
from bot.channels.teams.replies import Shown
from bot.channels.teams.shared_cards import SharedCards
from bot.channels.teams.shared_follow_ups import CLAIM_SECONDS, SharedFollowUps
from bot.sharing import once as marks
from bot.sharing.once import Once
from bot.sharing.redis_server import connect

PLACE = Place("https://smba.trafficmanager.net/emea/", "a:1XyZ", "5d2b7f60", {"id": "28:bot"}, {"id": "29:1karen"})
# A Tuesday at ten.
NOW = datetime(2026, 12, 1, 10, 0, tzinfo=DENMARK)
DAY = date(2026, 12, 1)


@pytest.fixture
def two(shared_redis: RedisProcess) -> tuple[SharedFollowUps, SharedFollowUps]:
    bots = [redis.Redis(port=shared_redis.port) for _ in range(2)]
    bots[0].flushall()
    return SharedFollowUps(bots[0], SECRET), SharedFollowUps(bots[1], SECRET)


def test_a_question_is_asked_by_one_bot_alone_and_tried_again_when_that_one_died(
    two: tuple[SharedFollowUps, SharedFollowUps], shared_redis: RedisProcess
) -> None:
    one, other = two
    one.choose("a", PLACE, DAY, "eksempelskolen")
    assert other.due(NOW - timedelta(days=1)) == [], "not before its day"
    ((found),) = other.due(NOW)
    assert (found.conversation, found.place, found.school) == ("a", PLACE, "eksempelskolen")
    assert one.due(NOW) == other.due(NOW) == []
    client = redis.Redis(port=shared_redis.port)
    assert 0 < client.ttl("vejviser:follow_up_asked:a") <= CLAIM_SECONDS
    client.delete("vejviser:follow_up_asked:a")
    assert len(one.due(NOW)) == 1
    assert one.stop("a") and not other.stop("a")
    client.delete("vejviser:follow_up_asked:a")
    assert other.due(NOW) == []


def test_a_new_choice_takes_the_place_of_the_old_one_at_any_bot(two: tuple[SharedFollowUps, SharedFollowUps]) -> None:
    one, other = two
    one.choose("a", PLACE, DAY, None)
    assert one.due(NOW)
    other.choose("a", PLACE, DAY + timedelta(days=7), None)
    assert one.due(NOW) == []
    assert len(one.due(NOW + timedelta(days=7))) == 1


def test_a_week_after_its_day_a_question_is_gone(
    two: tuple[SharedFollowUps, SharedFollowUps], shared_redis: RedisProcess
) -> None:
    one, _ = two
    today = datetime.now(DENMARK)
    one.choose("a", PLACE, today.date(), None)
    client = redis.Redis(port=shared_redis.port)
    assert client.ttl("vejviser:follow_up:a") < 8 * 24 * 3600
    assert one.due(today.replace(hour=10) + timedelta(days=9)) == []
    assert client.zcard("vejviser:follow_up_days") == 0


def test_where_and_for_whom_cannot_be_read_in_redis(
    two: tuple[SharedFollowUps, SharedFollowUps], shared_redis: RedisProcess
) -> None:
    one, _ = two
    one.choose("a", PLACE, DAY, "eksempelskolen")
    kept = redis.Redis(port=shared_redis.port).get("vejviser:follow_up:a") or b""
    for piece in (b"karen", b"smba", b"eksempelskolen", b"2026"):
        assert piece not in kept
    stranger = SharedFollowUps(redis.Redis(port=shared_redis.port), SECRET[::-1])
    assert stranger.due(NOW) == [] and one.due(NOW) == [], "what cannot be read is not kept"


def test_a_redis_that_is_away_looks_as_a_file_that_cannot_be_written(own_redis: RedisProcess) -> None:
    away = SharedFollowUps(redis.Redis(port=own_redis.port), SECRET)
    own_redis.kill()
    with pytest.raises(OSError, match="ConnectionError"):
        away.choose("a", PLACE, DAY, None)
    own_redis.start()


def test_without_redis_the_file_is_used() -> None:
    assert SharedFollowUps.from_environment({}) is None


def test_of_two_bots_one_is_first_and_what_one_notes_the_other_takes_once(shared_redis: RedisProcess) -> None:
    async def story() -> None:
        one, other = Once(connect(shared_redis.address), SECRET), Once(connect(shared_redis.address), SECRET)
        both = await asyncio.gather(one.first("en aktivitet", 60), other.first("en aktivitet", 60))
        assert sorted(both) == [False, True]
        assert await other.first("en anden", 0.05) and not await one.first("en anden", 60)
        await asyncio.sleep(0.1)
        assert await one.first("en anden", 60), "its time is out"
        await one.note("spurgt", 60)
        assert await other.take("spurgt") and not await one.take("spurgt")
        names = await connect(shared_redis.address).keys("vejviser:once:*")
        assert names and not any(b"aktivitet" in name for name in names)

    asyncio.run(story())


def test_one_bot_alone_is_always_first_and_has_nothing_noted() -> None:
    async def story() -> None:
        alone = Once.from_environment({})
        assert await alone.first("x", 60) and await alone.first("x", 60)
        await alone.note("y", 60)
        assert not await alone.take("y")

    asyncio.run(story())


def test_a_redis_that_hangs_costs_a_tenth_of_a_second_and_never_an_answer(own_redis: RedisProcess) -> None:
    async def story() -> None:
        one = Once(connect(own_redis.address), SECRET)
        assert await one.first("a", 60)
        own_redis.freeze()
        begun = time.monotonic()
        assert await one.first("b", 60)
        assert not await one.take("a")
        assert time.monotonic() - begun < 2 * marks.SECONDS + 0.2
        own_redis.thaw()

    asyncio.run(story())


def open_at_a_bot(told: bool = True) -> OpenConversation:
    known = OpenConversation(0)
    known.kept = Shown(told=told)
    return known


def test_what_one_bot_shows_in_a_chat_the_other_can_change(shared_redis: RedisProcess) -> None:
    async def story() -> None:
        client = connect(shared_redis.address)
        one, other = SharedCards(client, SECRET), SharedCards(connect(shared_redis.address), SECRET)
        at_one, at_other = open_at_a_bot(), open_at_a_bot()
        async with one.held("a", at_one):
            at_one.kept.latest = ["1", "2"]
            at_one.kept.question = ("2", {"text": "Hvor gammel er Ahmed?", "buttons": [{"title": "16"}]})
        async with other.held("a", at_other):
            assert at_other.kept == Shown(["1", "2"], at_one.kept.question, told=True)
            at_other.kept.latest, at_other.kept.question = ["3"], None
        async with one.held("a", at_one):
            assert at_one.kept.latest == ["3"] and at_one.kept.question is None
        raw = await client.get("vejviser:cards:a") or b""
        assert raw and b"Ahmed" not in raw
        assert 0 < await client.pttl("vejviser:cards:a") <= 30 * 60 * 1000, "no longer than the conversation"
        async with SharedCards(client, SECRET).held("b", someone_else := open_at_a_bot()):
            assert someone_else.kept.latest == []
        await other.forget("a")
        assert await client.get("vejviser:cards:a") is None

    asyncio.run(story())


def test_a_new_conversation_recalls_nothing_of_the_one_before(shared_redis: RedisProcess) -> None:
    async def story() -> None:
        cards = SharedCards(connect(shared_redis.address), SECRET)
        before, new = open_at_a_bot(), open_at_a_bot(told=False)
        async with cards.held("c", before):
            before.kept.latest = ["1"]
        async with cards.held("c", new):
            assert new.kept == Shown(told=False)

    asyncio.run(story())


def test_a_redis_that_hangs_holds_no_answer_up_and_a_bot_still_knows_its_own_cards(own_redis: RedisProcess) -> None:
    async def story() -> None:
        cards = SharedCards(connect(own_redis.address), SECRET)
        known = open_at_a_bot()
        known.kept.latest = ["1"]
        own_redis.freeze()
        begun = time.monotonic()
        async with cards.held("a", known):
            assert known.kept.latest == ["1"]
        assert time.monotonic() - begun < 2 * marks.SECONDS + 0.2
        own_redis.thaw()

    asyncio.run(story())


def test_all_bots_have_one_word_for_a_card_until_it_is_closed_at_one_of_them(shared_redis: RedisProcess) -> None:
    async def story() -> None:
        client = connect(shared_redis.address)
        one, other = Once(client, SECRET), Once(connect(shared_redis.address), SECRET)
        assert await one.word("rating a", "mit", 60) == "mit"
        assert await other.word("rating a", "dit", 60) == "mit", "who presses twice is counted once"
        kept = [await client.get(name) for name in await client.keys("vejviser:once:*")]
        assert kept and not any(b"mit" in (value or b"") for value in kept)
        assert await other.take("rating a") and not await one.take("rating a")
        assert await other.word("rating a", "dit", 60) == "dit"
        assert await Once().word("rating a", "alene", 60) == "alene"

    asyncio.run(story())
