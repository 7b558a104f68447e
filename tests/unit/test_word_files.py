"""Word lists: a file that is wrong is refused with one Danish line that names file, field and what to do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import text
from bot.text import KnowledgeError
from bot.word_files import load_words


@pytest.fixture(autouse=True)
def knowledge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(text, "KNOWLEDGE", tmp_path)
    yield tmp_path
    text.load_yaml.cache_clear()
    load_words.cache_clear()


def test_a_good_file_is_read(knowledge: Path) -> None:
    (knowledge / "good.yml").write_text("ord: [give, vejen]", encoding="utf-8")
    assert load_words("good.yml", "ord") == {"ord": ["give", "vejen"]}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("andet: [give]", r"^words\.yml: ord: feltet mangler"),
        ("ord: [give, No]", r"^words\.yml: ord: »False« .* anførselstegn"),
        ("ord: {a: [give,]}\nord2: x\nord: {a: [~]}", r"^words\.yml: ord: a: »None«"),
        ("- give", r"^words\.yml: filen skal bestå af felter"),
    ],
)
def test_a_wrong_file_is_refused(knowledge: Path, content: str, message: str) -> None:
    (knowledge / "words.yml").write_text(content, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=message):
        load_words("words.yml", "ord")
