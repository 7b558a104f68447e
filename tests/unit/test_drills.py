"""How the drills count: what is good, what is normal again, and what may not happen (`make drills` runs them)."""

from drills import run
from drills.report import table
from drills.run import Result
from drills.users import Conversation, Seen
from drills.ways import DRILLS

DRILL = DRILLS[0]


def test_normal_is_when_the_last_message_that_was_bad_or_slow_has_ended() -> None:
    log = [
        Seen(90, 5, "told"),
        Seen(101, 0.2, "told"),
        Seen(102, 4.5, "answered"),
        Seen(110, 0.2, "answered"),
        Seen(120, 9, "nobody", acute=True),
    ]
    found = run._counted(DRILL, log, fault=100, mended=105)
    assert found.normal_after == 6.5 and found.fault == 5 and found.slowest == 5
    assert found.outcomes == {"told": 2, "answered": 2} and found.acute == {"nobody": 1}
    assert found.acute_slowest == 0, "whom no bot was there for has not waited for one"


def test_what_was_promised_may_not_be_lost_and_danger_may_not_meet_silence() -> None:
    good = Result("x", "x", outcomes={"answered": 3, "told": 9, "anew": 1}, acute={"answered": 2, "nobody": 7})
    assert not run._is_wrong(good)
    for wrong in (
        Result("x", "x", lost=1),
        Result("x", "x", doubled=1),
        Result("x", "x", outcomes={"silent": 1}),
        Result("x", "x", acute={"wrong": 1}),
        Result("x", "x", acute={"answered": 1}, acute_slowest=6.6),
    ):
        assert run._is_wrong(wrong)


def test_a_line_of_the_report_tells_what_came_of_all_messages() -> None:
    line = table(
        [Result("bot", "En bot dræbes", {"told": 2, "answered": 80}, 0.81, 1.2, 6, {"answered": 9}, 1.55, 1, 3.2)]
    )
    assert line.endswith(
        "| En bot dræbes | 6.0 | 80 answered, 2 told | 0.8 | 1.2 | 0 | 0 | 9 answered | 1.55 | 1 | 3.2 |\n"
    )


def test_redis_knows_a_conversation_by_the_first_part_of_its_id() -> None:
    assert Conversation("abc.eksempelskolen..signature").sender == "abc"


def test_each_drill_has_a_name_of_its_own() -> None:
    assert len({drill.id for drill in DRILLS}) == len(DRILLS) >= 10
