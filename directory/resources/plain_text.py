"""Free texts of a service hold no telephone number: there nobody confirms it, and every answer would show it."""

import re

# Danish numbers as people write them, one separator all through, so that opening hours (08.00-15.30) are no number.
NUMBER = re.compile(r"(?<![\d.,])(?:\d{2}([ .-]?)\d{2}\1\d{2}\1\d{2}|\d{2} \d{3} \d{3}|\d{4} \d{4})(?![\d.,]*\d)")
MAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w+")


def hides_contact(text: str) -> bool:
    """Tell whether a text holds a telephone number or a mail address.

    Args:
        text: what a person wrote about a service.

    Returns:
        True for eight digits written as a Danish number, and for an e-mail.
    """
    return bool(NUMBER.search(text) or MAIL.search(text))
