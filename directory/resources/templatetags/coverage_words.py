"""One filter for the coverage page: Django's templates cannot look a value up by a variable."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def word_in(code: str, words: Mapping[str, str]) -> str:
    """Return the word of a code."""
    return words[code]
