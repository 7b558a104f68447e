"""What a counsellor types here is of the cooperation: no number, mail or CPR number may stand in it."""

import re

from django.core.exceptions import ValidationError

from directory.resources.plain_text import hides_contact
from directory.ties.saying import say

CPR = re.compile(r"(?<!\d)\d{6}[ -]?\d{4}(?!\d)")


def check_plain(text: str) -> None:
    """Refuse a text that holds a telephone number, a mail address or a CPR number.

    Raises:
        ValidationError: with what to do instead.
    """
    if hides_contact(text) or CPR.search(text):
        raise ValidationError(say("number_in_text"), code="number_in_text")
