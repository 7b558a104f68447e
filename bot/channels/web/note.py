"""The handover note as a Word file: made from the text that the page sends, redacted, and kept nowhere."""

from io import BytesIO

from docx import Document

from bot.channels.door import clean
from bot.channels.handover import NOTE_LIMIT
from bot.redaction import redact
from bot.texts import text

HEADING_LIMIT = 120
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BULLET = "- "


class UnusableNote(Exception):
    """The note is empty or too long; `code` says which, and `response_name` is the text that tells the teacher so."""

    def __init__(self, code: str, response_name: str) -> None:
        super().__init__(code)
        self.code = code
        self.response_name = response_name


def note_file(heading: str, words: str, sent: bool = False) -> tuple[bytes, bool]:
    """Return a note as a Word file.

    Args:
        heading: the note's heading.
        words: the note as the teacher has left it.
        sent: whether it has been sent to the school's counsellor; the file then does not say that nothing was.

    Returns:
        The file, and whether something personal was taken out of the text.

    Raises:
        UnusableNote: `empty`, or `too_long` above 8,000 characters.
    """
    title, body = clean(heading)[:HEADING_LIMIT], clean(words)
    if not body:
        raise UnusableNote("empty", "utter_note_empty")
    if len(body) > NOTE_LIMIT:
        raise UnusableNote("too_long", "utter_note_too_long")
    safe_title, safe_body = redact(title), redact(body)
    return _document(safe_title.text, safe_body.text, sent), bool(safe_title.removed or safe_body.removed)


def _document(title: str, body: str, sent: bool) -> bytes:
    document = Document()
    # The library's template names its own maker and a date; nobody's name is in a note.
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.title = title
    document.core_properties.language = "da-DK"
    if title:
        document.add_heading(title, level=1)
    for line in body.split("\n"):
        bullet = line.startswith(BULLET)
        document.add_paragraph(line.removeprefix(BULLET), style="List Bullet" if bullet else None)
    unsent = text("utter_note_unsent")
    if not sent and unsent not in body:
        document.add_paragraph(unsent)
    out = BytesIO()
    document.save(out)
    return out.getvalue()
