"""The shapes of the API (contracts.md 4): HSDS 3 names where HSDS has one."""

from datetime import date
from typing import Any

from rest_framework import serializers

from directory.resources.freshness import Assurance, assurance, published_contacts, service_contact
from directory.resources.models import Municipality, Service
from directory.schools.models import Plan, School

STATES = ["confirmed", "ageing", "unconfirmed", "expired", "example"]


# HSDS takes the types of a number from RFC 6350, where a text message is `text`.
PHONE_TYPES = {"voice": "voice", "sms": "text"}


class MunicipalitySerializer(serializers.Serializer):
    """A municipality; its switchboard only when a person has confirmed it. The context holds `today`."""

    code = serializers.CharField()
    name = serializers.CharField()
    region = serializers.SerializerMethodField(help_text="The region that is valid today.")
    website = serializers.CharField(source="organization.website")
    phone = serializers.SerializerMethodField(help_text="Null unless confirmed.")

    def get_region(self, municipality: Municipality) -> str | None:
        """Return the name of today's region."""
        region = municipality.region_on(self.context["today"])
        return region.name if region else None

    def get_phone(self, municipality: Municipality) -> str | None:
        """Return the confirmed switchboard."""
        owner = municipality.organization
        if not assurance(owner, self.context["today"]).is_contact:
            return None
        return next((phone.number for phone in owner.phones.all() if phone.published), None)


class OrganizationSerializer(serializers.Serializer):
    """HSDS organization."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    description = serializers.CharField()


class ServiceAreaSerializer(serializers.Serializer):
    """HSDS service_area: a municipality's code, a region's id or DK in `uri`."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    uri = serializers.CharField()


class PhoneSerializer(serializers.Serializer):
    """HSDS phone."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    type = serializers.ChoiceField(["voice", "sms"])


class ScheduleSerializer(serializers.Serializer):
    """HSDS schedule, in words."""

    id = serializers.UUIDField()
    description = serializers.CharField()


class SourceSerializer(serializers.Serializer):
    """Where the text about a service comes from."""

    name = serializers.CharField()
    url = serializers.CharField(allow_null=True)
    date = serializers.CharField()


class ServiceSerializer(serializers.Serializer):
    """HSDS service with our additions."""

    id = serializers.UUIDField()
    key = serializers.CharField(help_text="The id in knowledge/services, such as ssp or livslinien.")
    name = serializers.CharField()
    description = serializers.CharField()
    status = serializers.ChoiceField(["active"])
    url = serializers.CharField(allow_null=True)
    email = serializers.CharField(allow_null=True, help_text="Null unless confirmed.")
    eligibility_description = serializers.CharField()
    minimum_age = serializers.IntegerField(allow_null=True)
    maximum_age = serializers.IntegerField(allow_null=True)
    organization = OrganizationSerializer()
    sector = serializers.CharField()
    role = serializers.CharField(allow_null=True)
    topics = serializers.ListField(child=serializers.CharField())
    service_areas = ServiceAreaSerializer(many=True)
    phones = PhoneSerializer(many=True, help_text="Empty unless it may be shown.")
    schedules = ScheduleSerializer(many=True)
    can_contribute = serializers.CharField()
    cannot_do = serializers.CharField()
    application_process = serializers.CharField(allow_null=True)
    assured_date = serializers.DateField(allow_null=True)
    assurer = serializers.CharField(allow_null=True)
    contact_state = serializers.ChoiceField(STATES)
    source = SourceSerializer()
    confidence = serializers.ChoiceField(["high", "medium", "low"])
    bot_use = serializers.ChoiceField(["vis", "vis_uden_nummer"])


# Fields that are written as they stand in the database.
PLAIN = (
    "id",
    "key",
    "name",
    "description",
    "status",
    "eligibility_description",
    "minimum_age",
    "maximum_age",
    "organization",
    "sector",
    "can_contribute",
    "cannot_do",
    "confidence",
    "bot_use",
)


def service_shape(service: Service, today: date) -> dict[str, Any]:
    """Return what ServiceSerializer writes: the service as it may be shown on that day."""
    found, phones = service_contact(service, today)
    contact = _confirmed_contact(service, found)
    return {name: getattr(service, name) for name in PLAIN} | {
        "url": contact["url"] or service.url or service.organization.website or None,
        "email": contact["email"] or None,
        "role": service.role.code if service.role else None,
        "topics": [term.code for term in service.topics.all()],
        "service_areas": service.service_areas.all(),
        "phones": phones,
        "schedules": service.schedules.all(),
        "application_process": service.application_process or None,
        "assured_date": found.assured_date,
        "assurer": found.assurer,
        "contact_state": found.state,
        "source": {"name": service.source_name, "url": service.source_url or None, "date": service.source_date},
    }


def _confirmed_contact(service: Service, found: Assurance) -> dict[str, str]:
    """Return the e-mail and page of the contact, both empty unless confirmed."""
    contacts = published_contacts(service) if found.is_contact else []
    return {
        "email": next((contact.email for contact in contacts if contact.email), ""),
        "url": next((contact.url for contact in contacts if contact.url), ""),
    }


class SchoolSerializer(serializers.Serializer):
    """A school."""

    slug = serializers.CharField()
    name = serializers.CharField()
    municipality = serializers.CharField(source="municipality.code")
    example = serializers.BooleanField(source="is_example")


class PlanStepSerializer(serializers.Serializer):
    """One step of a plan."""

    trigger = serializers.ChoiceField(["acute", "urgent", "concern"])
    order = serializers.IntegerField()
    role = serializers.CharField(source="role.code")
    deputy_role = serializers.CharField(source="deputy_role.code", allow_null=True, default=None)
    within = serializers.CharField()
    text = serializers.CharField()


class PlanContactSerializer(serializers.Serializer):
    """Where a role is found."""

    role = serializers.CharField(source="role.code")
    name = serializers.CharField()
    where = serializers.CharField()
    phone = serializers.SerializerMethodField(help_text="Null when the school has given none.")

    def get_phone(self, contact: Any) -> str | None:
        """Return the number that the school has given."""
        return contact.phone or None


class PlanSerializer(serializers.Serializer):
    """A school's plan."""

    version = serializers.CharField()
    approved = serializers.DateField()
    owner_role = serializers.CharField(source="owner_role.code")
    tovholder_role = serializers.CharField(source="tovholder_role.code")
    tovholder_deputy_role = serializers.CharField(source="tovholder_deputy_role.code")
    steps = PlanStepSerializer(many=True)
    contacts = PlanContactSerializer(many=True)


class SchoolPlanSerializer(serializers.Serializer):
    """A school with its plan."""

    school = SchoolSerializer()
    plan = PlanSerializer()


def school_plan_shape(school: School, plan: Plan) -> dict[str, Any]:
    """Return what SchoolPlanSerializer writes."""
    return {"school": school, "plan": plan}


class HealthSerializer(serializers.Serializer):
    """Whether the directory can answer."""

    status = serializers.ChoiceField(["ok", "error"])
    database = serializers.ChoiceField(["ok", "error"])
    services = serializers.IntegerField()


class ErrorDetailSerializer(serializers.Serializer):
    """What is wrong and what to do."""

    code = serializers.CharField()
    message = serializers.CharField()
    parameter = serializers.CharField(allow_null=True)


class ErrorSerializer(serializers.Serializer):
    """The one shape of an error."""

    error = ErrorDetailSerializer()
