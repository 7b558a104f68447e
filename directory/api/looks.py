"""How a school's page looks, and who may show it: what the bot's page asks for (contracts.md 4)."""

from typing import Any

from rest_framework import serializers

from directory.api.serializers import SchoolSerializer
from directory.schools.models import School, SchoolLook


class LogoSerializer(serializers.Serializer):
    """A school's logo: a small picture, in the answer itself."""

    media_type = serializers.ChoiceField(["image/png", "image/svg+xml"])
    width = serializers.IntegerField(min_value=1)
    height = serializers.IntegerField(min_value=1)
    data = serializers.CharField(help_text="The file in base64; at most 50 kB before that.")


class SchoolLookSerializer(SchoolSerializer):
    """A school, how its page looks, and which pages may show it in a frame."""

    accent = serializers.RegexField(
        r"^#[0-9a-f]{6}$", allow_null=True, help_text="At least 4.5 to 1 against white; null: none of its own."
    )
    logo = LogoSerializer(allow_null=True)
    embed_origins = serializers.ListField(child=serializers.CharField(), help_text="Origins such as https://a.dk.")


def school_look_shape(school: School) -> dict[str, Any]:
    """Return what SchoolLookSerializer writes, ready for JSON."""
    look: SchoolLook | None = getattr(school, "look", None)
    return {
        **SchoolSerializer(school).data,
        "accent": (look.accent or None) if look else None,
        "logo": _logo(look) if look and look.logo else None,
        "embed_origins": look.embed_origins.split() if look else [],
    }


def _logo(look: SchoolLook) -> dict[str, Any]:
    return {
        "media_type": look.logo_kind,
        "width": look.logo_width,
        "height": look.logo_height,
        "data": look.logo,
    }
