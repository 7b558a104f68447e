"""What HSDS asks an API to say of itself: its version, its profile, and where its OpenAPI document is."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from directory.api.views import WRONG, ReadView

VERSION = "3.1"
PROFILE = Path(__file__).with_name("profile")


@cache
def profile() -> dict[str, Any]:
    """Return our changes to HSDS's schemas, each a JSON Merge Patch (RFC 7386) under the name of the schema's file."""
    return {path.name: json.loads(path.read_text("utf-8")) for path in sorted(PROFILE.glob("*.json"))}


class AboutSerializer(serializers.Serializer):
    """The API and its relation to HSDS."""

    version = serializers.CharField(help_text="Of HSDS.")
    profile = serializers.URLField()
    openapi_url = serializers.URLField()


class AboutView(ReadView):
    """What this API is."""

    @extend_schema(operation_id="about", responses={200: AboutSerializer, **WRONG})
    def get(self, request: Request) -> Response:
        """HSDS's version, and the addresses of the profile and of the OpenAPI document."""
        found = {
            "version": VERSION,
            "profile": request.build_absolute_uri("/api/profile"),
            "openapi_url": request.build_absolute_uri("/api/schema"),
        }
        return Response(AboutSerializer(found).data)


class ProfileView(ReadView):
    """How we use HSDS."""

    @extend_schema(operation_id="profile", responses={200: OpenApiTypes.OBJECT, **WRONG})
    def get(self, request: Request) -> Response:
        """The profile's merge patches, by the name of the schema that each changes."""
        return Response(profile())
