"""The note as a Word file."""

from io import BytesIO

import pytest
from docx import Document

from bot.channels.web.note import UnusableNote, note_file

NOTE = """Skrevet: onsdag den 25. november 2026
Elevens alder: 17 år
Elevens hjemkommune: Ikast-Brande Kommune
Det handler om: rusmidler

Det har jeg set og hørt:
- lugter af hash og skylder penge

Siden hvornår: __________
Mit spørgsmål til dig: Hvad kan I hjælpe med (misbrugskonsulenten), og hvad gør vi først?"""


def lines(made: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(BytesIO(made)).paragraphs]


def test_the_note_is_in_the_file_word_for_word_and_says_that_nothing_is_sent() -> None:
    made, removed = note_file("Note om en bekymring", NOTE)
    found = lines(made)
    assert found[0] == "Note om en bekymring"
    assert [line.removeprefix("- ") for line in NOTE.split("\n")] == found[1:-1]
    assert "ikke sendt noget" in found[-1]
    assert not removed


def test_what_is_personal_is_taken_out() -> None:
    made, removed = note_file("Note", "- Eleven 010107-1234 er tit væk. Ring til mor på 22 33 44 55.")
    whole = "\n".join(lines(made))
    assert removed and "1234" not in whole and "22 33" not in whole


def test_the_file_names_no_author() -> None:
    made, _ = note_file("Note", "Tekst")
    assert Document(BytesIO(made)).core_properties.author == ""


@pytest.mark.parametrize(("words", "code"), [("  \n ", "empty"), ("a " * 4001, "too_long")])
def test_an_unusable_note_is_refused(words: str, code: str) -> None:
    with pytest.raises(UnusableNote) as refused:
        note_file("Note", words)
    assert refused.value.code == code
