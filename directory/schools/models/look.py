"""How a school's page looks, and which of the school's own pages may show it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models

from deploy.contrast import LEAST, contrast, is_colour, readable
from deploy.origins import MOST, WrongOrigin, origins
from directory.resources.models import Record
from directory.schools.models.school import School
from directory.schools.saying import say

WHITE, BLACK = "#ffffff", "#000000"


def check_accent(colour: str) -> None:
    """Refuse a colour on which white words, or which as words on white, cannot be read.

    Raises:
        ValidationError: with the nearest colour that can.
    """
    if not is_colour(colour.lower()):
        raise ValidationError(say("accent_not_a_colour"))
    found = contrast(colour.lower(), WHITE)
    if found < LEAST:
        nearest = readable(colour.lower(), (WHITE,), towards=BLACK)
        raise ValidationError(say("accent_too_light", found=f"{found:.1f}".replace(".", ","), nearest=nearest))


def check_origins(text: str) -> None:
    """Refuse what is no list of pages' addresses.

    Raises:
        ValidationError: with the address that is wrong.
    """
    try:
        origins(text, development=not settings.PRODUCTION)
    except WrongOrigin as wrong:
        raise ValidationError(say("embed_wrong", address=wrong.address[:100], most=MOST)) from None


class SchoolLook(Record):
    """Logo, colour, and the pages that may hold the chat. A table of its own: a logo is heavy and seldom asked for."""

    school = models.OneToOneField(School, on_delete=models.CASCADE, related_name="look", verbose_name="skole")
    accent = models.CharField(
        "farve",
        max_length=20,
        blank=True,
        validators=[check_accent],
        help_text="Skolens farve, fx #004d99. Den bruges til knapper og streger. Den skal kunne læses på hvidt.",
    )
    embed_origins = models.TextField(
        "sider, der må vise chatten",
        blank=True,
        validators=[check_origins],
        help_text="Én adresse på hver linje, fx https://intra.skole.dk. Alle andre sider bliver afvist af browseren.",
    )
    logo_kind = models.CharField("logoets type", max_length=20, blank=True, editable=False)
    logo_width = models.PositiveSmallIntegerField("logoets bredde", default=0, editable=False)
    logo_height = models.PositiveSmallIntegerField("logoets højde", default=0, editable=False)
    logo = models.TextField("logo", blank=True, editable=False)

    class Meta:
        verbose_name = "udseende og indlejring"
        verbose_name_plural = "udseende og indlejring"

    def __str__(self) -> str:
        return "Udseende og indlejring"

    def clean(self) -> None:
        """Keep colours in small letters, and of each address its origin alone."""
        self.accent = self.accent.lower()
        try:
            self.embed_origins = "\n".join(origins(self.embed_origins, development=not settings.PRODUCTION))
        except WrongOrigin:
            # The field has said so already.
            return
