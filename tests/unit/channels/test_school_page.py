"""A school's look on the page: asked seldom, never waited for, checked again, and readable in every colour."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.channels.web import school_page
from bot.channels.web.embedding import script
from bot.channels.web.school_page import BLACK, DARK, HEAD, LIGHT, MARK, NAME, PLAIN, WHITE, colours, dressed
from bot.channels.web.schools import ASK_SECONDS, AWAY_SECONDS, FRESH_SECONDS, School, Schools, UnusableAnswer
from deploy.contrast import contrast

OURS = School("vores-skole", "Vores <Skole>", "#0a5c36", None, ("https://intra.skole.dk",))


class Directory:
    """Stands for the directory: what it says, and how often it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self.asked: list[str] = []
        self.says: Any = OURS
        self.schools = Schools("http://directory.example", hosts=("https://alle.example",), clock=lambda: self.now)
        monkeypatch.setattr(self.schools, "_ask", self.answer)

    async def answer(self, slug: str) -> School | None:
        self.asked.append(slug)
        await asyncio.sleep(0)
        if isinstance(self.says, Exception):
            raise self.says
        found: School | None = self.says
        return found

    def find(self, slug: object = "vores-skole") -> School | None:
        return asyncio.run(self.schools.find(slug))


@pytest.fixture
def directory(monkeypatch: pytest.MonkeyPatch) -> Directory:
    monkeypatch.delenv("VEJVISER_SCHOOL", raising=False)
    return Directory(monkeypatch)


def test_a_school_is_asked_about_once_and_again_when_the_answer_is_old(directory: Directory) -> None:
    assert directory.find() == directory.find() == OURS
    assert directory.asked == ["vores-skole"]
    directory.says, directory.now = None, FRESH_SECONDS + 1
    assert directory.find() is None
    assert len(directory.asked) == 2


@pytest.mark.parametrize("error", [TimeoutError(), ConnectionRefusedError(), UnusableAnswer()])
def test_a_directory_that_is_away_costs_one_wait_and_the_last_answer_stands(
    directory: Directory, error: Exception
) -> None:
    directory.find()
    directory.says, directory.now = error, FRESH_SECONDS + 1
    assert [directory.find() for _ in range(5)] == [OURS] * 5
    assert len(directory.asked) == 2, "it is not asked again at once, also not about others"
    assert directory.find("anden") is None and len(directory.asked) == 2
    directory.now += AWAY_SECONDS + 1
    directory.says = None
    assert directory.find() is None


def test_many_teachers_at_once_ask_once(directory: Directory) -> None:
    async def crowd() -> list[School | None]:
        return await asyncio.gather(*(directory.schools.find("vores-skole") for _ in range(50)))

    assert asyncio.run(crowd()) == [OURS] * 50
    assert len(directory.asked) == 1


def test_made_up_addresses_do_not_flood_the_directory(directory: Directory) -> None:
    directory.find()
    directory.says = None
    for number in range(500):
        directory.find(f"skole-{number}")
    assert len(directory.asked) <= 61
    directory.now, directory.says = FRESH_SECONDS + 1, OURS
    assert directory.find() == OURS and directory.asked[-1] == "vores-skole", "a school that is known is asked about"
    for wrong in (None, 7, "Med Stort", "a/../b", "x" * 61, "010203-1234"):
        assert directory.find(wrong) is None
    assert set(directory.asked[-1:]) == {"vores-skole"}


def test_without_a_school_in_the_address_it_is_that_of_the_installation(
    directory: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VEJVISER_SCHOOL", "vores-skole")
    assert directory.find(None) == OURS


def test_who_may_show_the_page(directory: Directory) -> None:
    assert directory.schools.hosts(OURS) == ("https://alle.example", "https://intra.skole.dk")
    assert directory.schools.hosts(None) == ("https://alle.example",)


def test_a_real_directory_that_hangs_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(30)

    async def run() -> float:
        server = await asyncio.start_server(hang, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        began = asyncio.get_running_loop().time()
        assert await Schools(f"http://127.0.0.1:{port}").find("vores-skole") is None
        return asyncio.get_running_loop().time() - began

    assert asyncio.run(run()) < ASK_SECONDS + 0.5


def test_the_page_has_what_gives_way_to_the_school() -> None:
    assert PLAIN.count(HEAD) == PLAIN.count(NAME) == len(MARK.findall(PLAIN)) == 1
    page = dressed(OURS, ("https://intra.skole.dk",)).content.decode()
    assert '<p class="school">Vores &lt;Skole&gt;</p>' in page
    assert '<link rel="stylesheet" href="skole.css?skole=vores-skole">' in page
    assert 'class="logo"' in page, "without a logo of its own the school keeps ours"
    assert dressed(None, ()).content.decode() == PLAIN
    marks = {dressed(None, hosts).headers["ETag"] for hosts in ((), ("https://a.dk",), ("https://b.dk",))}
    assert len(marks) == 3, "another list is another answer"


def test_every_colour_that_the_directory_takes_can_be_read_on_every_ground() -> None:
    styles = (Path(school_page.__file__).parent / "static" / "chat.css").read_text("utf-8")
    scales = (Path(school_page.__file__).parent / "static" / "dkfds" / "colours.css").read_text("utf-8")
    for ground in (*LIGHT[1:], *DARK):
        assert ground in styles + scales, "a ground that the page does not have any more"
    tried = [
        f"#{red:02x}{green:02x}{blue:02x}"
        for red in range(0, 256, 51)
        for green in range(0, 256, 51)
        for blue in range(0, 256, 51)
    ]
    taken = [colour for colour in tried if contrast(colour, WHITE) >= 4.5]
    assert len(taken) > 60
    for colour in taken:
        rules = colours(colour).content.decode()
        light, dark = (part[:7] for part in rules.split("--brand: ")[1:])
        assert all(contrast(light, ground) >= 4.5 for ground in LIGHT) and contrast(light, WHITE) >= 4.5
        assert all(contrast(dark, ground) >= 4.5 for ground in DARK) and contrast(dark, BLACK) >= 4.5
    assert "--brand: #004d99;" in colours("#004d99").content.decode(), "what can be read is left alone"


def test_the_script_for_the_schools_page_is_one_function_with_its_words() -> None:
    code = script().content.decode()
    assert code.startswith("(() => {") and code.endswith("})();\n")
    assert "Bekymret for en elev?" in code and "innerHTML" not in code and "eval" not in code
    assert len(script().packed or b"") < 4000
