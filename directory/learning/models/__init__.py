"""The tables of courses and background."""

from directory.learning.models.course import Course
from directory.learning.models.programme import Programme

__all__ = ["Course", "Programme"]
