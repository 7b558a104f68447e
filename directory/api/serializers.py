"""The shapes of the API (contracts.md 4): HSDS 3 names where HSDS has one."""

from rest_framework import serializers

from directory.api.shapes import PHONE_TYPES
from directory.resources.freshness import assurance
from directory.resources.models import Municipality

STATES = ["confirmed", "ageing", "unconfirmed", "expired", "example"]


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
    website = serializers.URLField(required=False)


class ServiceAreaSerializer(serializers.Serializer):
    """HSDS service_area: a municipality's code, a region's id or DK in `uri`."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    uri = serializers.CharField()


class PhoneSerializer(serializers.Serializer):
    """HSDS phone."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    type = serializers.ChoiceField(list(PHONE_TYPES.values()))


class ScheduleSerializer(serializers.Serializer):
    """HSDS schedule: in words, in days and times, or both. Times are those of a clock on the wall in Denmark."""

    id = serializers.UUIDField()
    description = serializers.CharField(required=False)
    freq = serializers.ChoiceField(["WEEKLY"], required=False)
    byday = serializers.RegexField(
        r"^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$", required=False, help_text="Days of the week: MO,TU."
    )
    opens_at = serializers.RegexField(r"^[0-9]{2}:[0-9]{2}$", required=False)
    closes_at = serializers.RegexField(
        r"^[0-9]{2}:[0-9]{2}$", required=False, help_text="On the next day when it is not later than opens_at."
    )
    holidays = serializers.ChoiceField(
        ["open", "closed", "only"], required=False, help_text="On public holidays; left out when nobody has said."
    )
    valid_from = serializers.DateField(required=False)
    valid_to = serializers.DateField(required=False)


class SourceSerializer(serializers.Serializer):
    """Where the text about a service comes from."""

    name = serializers.CharField()
    url = serializers.CharField(allow_null=True)
    date = serializers.CharField()


class ServiceSerializer(serializers.Serializer):
    """HSDS service with our additions (docs/directory.md). The standard has no null: what is not known is left out."""

    id = serializers.UUIDField()
    key = serializers.CharField(help_text="The id in knowledge/services, such as ssp or livslinien.")
    name = serializers.CharField()
    description = serializers.CharField()
    status = serializers.ChoiceField(["active"])
    url = serializers.URLField(required=False)
    email = serializers.EmailField(required=False, help_text="Left out unless confirmed.")
    eligibility_description = serializers.CharField()
    minimum_age = serializers.IntegerField(required=False)
    maximum_age = serializers.IntegerField(required=False)
    organization = OrganizationSerializer()
    sector = serializers.CharField()
    role = serializers.CharField(allow_null=True)
    topics = serializers.ListField(child=serializers.CharField())
    service_areas = ServiceAreaSerializer(many=True)
    phones = PhoneSerializer(many=True, help_text="Empty unless it may be shown.")
    schedules = ScheduleSerializer(many=True)
    can_contribute = serializers.CharField()
    cannot_do = serializers.CharField()
    application_process = serializers.CharField(required=False)
    assured_date = serializers.DateField(required=False)
    assurer = serializers.CharField(allow_null=True)
    valid_to = serializers.DateField(
        allow_null=True, help_text="Last day of this state and these numbers; null: no end."
    )
    contact_state = serializers.ChoiceField(STATES)
    source = SourceSerializer()
    confidence = serializers.ChoiceField(["high", "medium", "low"])
    bot_use = serializers.ChoiceField(["vis", "vis_uden_nummer"])


class SchoolSerializer(serializers.Serializer):
    """A school."""

    slug = serializers.CharField()
    name = serializers.CharField()
    municipality = serializers.CharField(source="municipality.code")
    example = serializers.BooleanField(source="is_example")


class PresenceSerializer(serializers.Serializer):
    """Weekly hours at the school."""

    weekday = serializers.IntegerField(min_value=1, max_value=5, help_text="1 is Monday.")
    opens_at = serializers.RegexField(r"^[0-9]{2}:[0-9]{2}$")
    closes_at = serializers.RegexField(r"^[0-9]{2}:[0-9]{2}$")
    where = serializers.CharField()
    role = serializers.CharField(allow_null=True, help_text="Null means the whole team.")


class OnsiteTeamSerializer(serializers.Serializer):
    """Helpers from outside who sit at the school."""

    name = serializers.CharField()
    roles = serializers.ListField(child=serializers.CharField())
    topics = serializers.ListField(child=serializers.CharField(), help_text="Empty means all topics.")
    phone = serializers.CharField(allow_null=True)
    valid_to = serializers.DateField()
    presence = PresenceSerializer(many=True)


class SchoolWithTeamSerializer(SchoolSerializer):
    """A school with its team."""

    onsite_team = OnsiteTeamSerializer(allow_null=True, help_text="Null when there is none, or its hours have run out.")


class PlanStepSerializer(serializers.Serializer):
    """One step of a plan."""

    trigger = serializers.ChoiceField(["acute", "urgent", "concern"])
    order = serializers.IntegerField()
    role = serializers.CharField()
    deputy_role = serializers.CharField(allow_null=True)
    within = serializers.CharField()
    text = serializers.CharField()
    topics = serializers.ListField(child=serializers.CharField(), help_text="Empty means all topics.")


class PlanContactSerializer(serializers.Serializer):
    """Where a role is found."""

    role = serializers.CharField()
    name = serializers.CharField()
    where = serializers.CharField()
    phone = serializers.CharField(allow_null=True, help_text="Null when the school has given none.")


class PlanSerializer(serializers.Serializer):
    """A school's plan as a leader approved it."""

    version = serializers.CharField()
    approved = serializers.DateField()
    owner_role = serializers.CharField()
    tovholder_role = serializers.CharField()
    tovholder_deputy_role = serializers.CharField()
    steps = PlanStepSerializer(many=True)
    contacts = PlanContactSerializer(many=True)


class SchoolPlanSerializer(serializers.Serializer):
    """A school with its plan."""

    school = SchoolWithTeamSerializer()
    plan = PlanSerializer()


class HealthSerializer(serializers.Serializer):
    """Whether the directory can answer, and nothing more: anybody may ask."""

    status = serializers.ChoiceField(["ok", "error"])


class ErrorDetailSerializer(serializers.Serializer):
    """What is wrong and what to do."""

    code = serializers.CharField()
    message = serializers.CharField()
    parameter = serializers.CharField(allow_null=True)


class ErrorSerializer(serializers.Serializer):
    """The one shape of an error."""

    error = ErrorDetailSerializer()
