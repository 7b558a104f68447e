"""Organizations, services and how to reach them, with the names of HSDS 3."""

from django.core.exceptions import ValidationError
from django.db import models

from directory.messages import message
from directory.resources.models.record import Record
from directory.resources.plain_text import hides_contact

FREE_TEXTS = (
    "name",
    "description",
    "eligibility_description",
    "application_process",
    "can_contribute",
    "cannot_do",
)


class Scope(models.IntegerChoices):
    """How far a service reaches; also the order of the API's answers."""

    MUNICIPAL = 1, "Kommune"
    REGIONAL = 2, "Region"
    NATIONAL = 3, "Hele landet"


class Sector(models.TextChoices):
    """Who stands behind (contracts.md 3)."""

    MUNICIPALITY = "kommune", "Kommune"
    REGION = "region", "Region"
    PRACTICE = "almen_praksis", "Almen praksis"
    STATE = "stat", "Stat"
    NGO = "ngo", "Frivillig organisation"
    OTHER = "andet", "Andet"


class BotUse(models.TextChoices):
    """Whether a number that nobody has confirmed may be shown."""

    SHOW = "vis", "Vis"
    WITHOUT_NUMBER = "vis_uden_nummer", "Vis uden nummer"


class Confidence(models.TextChoices):
    """How sure the source is."""

    HIGH = "high", "Høj"
    MEDIUM = "medium", "Mellem"
    LOW = "low", "Lav"


class TaxonomyTerm(Record):
    """A topic of labels.yml or a role of roles.yml."""

    taxonomy = models.CharField("liste", max_length=10, choices=[("topic", "Emne"), ("role", "Rolle")])
    code = models.CharField("kode", max_length=40)
    name = models.CharField("navn", max_length=120)
    description = models.TextField("beskrivelse")
    position = models.PositiveSmallIntegerField("rækkefølge", default=0)

    class Meta:
        verbose_name = "emne eller rolle"
        verbose_name_plural = "emner og roller"
        ordering = ("taxonomy", "position")
        constraints = (models.UniqueConstraint(fields=("taxonomy", "code"), name="one_term_per_code"),)

    def __str__(self) -> str:
        return self.name


class Organization(Record):
    """Who runs a service."""

    name = models.CharField("navn", max_length=120, unique=True)
    description = models.TextField("beskrivelse")
    website = models.URLField("hjemmeside", blank=True)

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisationer"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Service(Record):
    """What somebody offers, for whom, and how far we trust what we know."""

    key = models.CharField(
        "id i videnfilerne", max_length=40, help_text="Samme id som i knowledge/services, fx ssp eller livslinien."
    )
    # A school's own row takes the place of the shared one with the same key and organization (api/queries.py).
    school = models.ForeignKey(
        "schools.School",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="services",
        verbose_name="skolens egen",
        help_text="Tom: fælles for alle skoler. Ellers ser kun den skole rækken.",
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="services", verbose_name="organisation"
    )
    name = models.CharField("navn", max_length=160)
    description = models.TextField("beskrivelse", blank=True)
    status = models.CharField(
        "status", max_length=20, choices=[("active", "I brug"), ("inactive", "Ikke i brug")], default="active"
    )
    url = models.URLField("webside", max_length=400, blank=True)
    eligibility_description = models.TextField("for hvem", blank=True)
    minimum_age = models.PositiveSmallIntegerField("yngste alder", null=True, blank=True)
    maximum_age = models.PositiveSmallIntegerField("ældste alder", null=True, blank=True)
    application_process = models.TextField("sådan kommer man i kontakt", blank=True)
    scope = models.PositiveSmallIntegerField("dækker", choices=Scope.choices)
    sector = models.CharField("sektor", max_length=20, choices=Sector.choices)
    role = models.ForeignKey(
        TaxonomyTerm,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="role_services",
        limit_choices_to={"taxonomy": "role"},
        verbose_name="rolle",
    )
    topics = models.ManyToManyField(
        TaxonomyTerm,
        blank=True,
        related_name="topic_services",
        limit_choices_to={"taxonomy": "topic"},
        verbose_name="emner",
    )
    # The history keeps the topics too, so that a wrong removal can be undone.
    _history_m2m_fields = ("topics",)
    can_contribute = models.TextField("kan bidrage med")
    cannot_do = models.TextField("kan ikke")
    source_name = models.CharField("kilde", max_length=200, blank=True)
    source_url = models.URLField("kildens adresse", max_length=400, blank=True)
    source_date = models.CharField("kildens dato", max_length=60, blank=True)
    confidence = models.CharField("sikkerhed", max_length=10, choices=Confidence.choices, default=Confidence.MEDIUM)
    bot_use = models.CharField(
        "må vises",
        max_length=20,
        choices=BotUse.choices,
        default=BotUse.SHOW,
        help_text=(
            "Vis uden nummer: nummeret vises aldrig, heller ikke når det er bekræftet. "
            "Vælg Vis, når du har prøvet nummeret."
        ),
    )
    phone_until = models.DateField(
        "vis nummer ubekræftet til", null=True, blank=True, help_text="Efter den dag vises kun et bekræftet nummer."
    )
    is_crisis = models.BooleanField(
        "krisenummer", default=False, help_text="Skal bekræftes hver måned, fordi nogen ringer i nød."
    )
    is_example = models.BooleanField("eksempel", default=False, help_text="Eksempler vises ikke i drift.")
    position = models.PositiveSmallIntegerField("rækkefølge", default=0)

    class Meta:
        verbose_name = "tilbud"
        verbose_name_plural = "tilbud"
        ordering = ("scope", "position", "name", "id")
        # None begins with the status: nearly all rows are in use, and SQLite would read them all by it.
        indexes = (models.Index(fields=("scope", "position")),)
        constraints = (
            models.UniqueConstraint(
                fields=("school", "key", "organization"),
                condition=models.Q(school__isnull=False),
                name="one_own_service_of_a_kind",
                violation_error_message="Skolen har allerede sin egen række for det her. Ret den i stedet.",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse numbers and mail addresses in free texts.

        Raises:
            ValidationError: by field, with a Danish message.
        """
        wrong = {name: message("number_in_text") for name in FREE_TEXTS if hides_contact(getattr(self, name))}
        if wrong:
            raise ValidationError(wrong)


class ServiceArea(Record):
    """Where a service helps: a municipality, a region, or the whole country when both are empty."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="service_areas", verbose_name="tilbud")
    name = models.CharField("navn", max_length=80)
    uri = models.CharField("kode", max_length=40, db_index=True, help_text="Kommunens fire tal, region-navn eller DK.")

    class Meta:
        verbose_name = "område"
        verbose_name_plural = "områder"
        ordering = ("uri",)

    def __str__(self) -> str:
        return self.name


class Phone(Record):
    """A number of a service, or of an organization (a municipality's switchboard)."""

    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, null=True, blank=True, related_name="phones", verbose_name="tilbud"
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="phones",
        verbose_name="organisation",
    )
    number = models.CharField("nummer", max_length=30)
    type = models.CharField("slags", max_length=10, choices=[("voice", "Telefon"), ("sms", "Sms")], default="voice")
    published = models.BooleanField(
        "i brug",
        default=True,
        help_text="Ikke i brug: en kladde, der aldrig vises. Bekræft nummeret, når det er prøvet.",
    )

    class Meta:
        verbose_name = "telefonnummer"
        verbose_name_plural = "telefonnumre"
        ordering = ("number",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(service__isnull=True) ^ models.Q(organization__isnull=True),
                name="phone_of_one_owner",
            ),
        )

    def __str__(self) -> str:
        return self.number


class Contact(Record):
    """A department and how it says it is reached. Functions, never private persons."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="contacts", verbose_name="tilbud")
    name = models.CharField("funktion eller afdeling", max_length=120, help_text="Skriv funktionen, ikke en person.")
    email = models.EmailField("e-mail", blank=True)
    url = models.URLField("webside", max_length=400, blank=True)
    as_stated = models.TextField("som det stod på siden", blank=True, help_text="Til opslag. Vises aldrig.")
    remark = models.TextField("bemærkning", blank=True, help_text="Til os selv. Vises aldrig.")
    published = models.BooleanField(
        "i brug", default=False, help_text="Ikke i brug: en kladde, der aldrig vises. Slå siden op, før du bruger den."
    )

    class Meta:
        verbose_name = "kontakt"
        verbose_name_plural = "kontakter"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
