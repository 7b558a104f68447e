"""HSDS 3.1 and our profile of it as JSON Schemas, for an existing validator (jsonschema)."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from django.core.validators import validate_email
from jsonschema import Draft202012Validator, FormatChecker

HERE = Path(__file__).parent
PROFILE = HERE.parents[1] / "directory" / "api" / "profile"
STANDARD: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "hsds_3_1.yml").read_text("utf-8"))
PATCHES: dict[str, dict[str, Any]] = {path.stem: json.loads(path.read_text("utf-8")) for path in PROFILE.glob("*.json")}
# The object that stands in a list of this name.
ITEMS = {"phones": "phone", "schedules": "schedule", "service_areas": "service_area"}

formats = FormatChecker(["uuid", "date"])


@formats.checks("uri")
def is_uri(value: object) -> bool:
    """RFC 3986: absolute, ASCII, no spaces. jsonschema itself checks it only with a package that is not here."""
    if not isinstance(value, str):
        return True
    parts = urlsplit(value)
    return bool(parts.scheme and parts.netloc) and value.isascii() and value.isprintable() and " " not in value


@formats.checks("email", raises=Exception)
def is_email(value: object) -> bool:
    """A mail address; jsonschema's own check asks for an @ and nothing more."""
    if isinstance(value, str):
        validate_email(value)
    return True


def standard(name: str) -> dict[str, Any]:
    """The schema of one of HSDS's objects; it allows more fields, as HSDS does."""
    told = STANDARD[name]
    properties: dict[str, Any] = {field: {"type": "string"} for field in told["string"]}
    for kind in ("uuid", "uri", "email", "date-time"):
        properties |= {field: {"type": "string", "format": kind} for field in told.get(kind, ())}
    properties |= {field: {"type": "number"} for field in told.get("number", ())}
    properties |= {field: {"type": "string", "enum": list(values)} for field, values in told.get("choice", {}).items()}
    properties |= {field: {"$ref": f"#/$defs/{field}"} for field in told.get("one", ())}
    for field in told["many"]:
        items = {"$ref": f"#/$defs/{ITEMS[field]}"} if field in ITEMS else {"type": "object"}
        properties[field] = {"type": "array", "items": items}
    return {"type": "object", "properties": properties, "required": list(told["required"])}


def merged(schema: Any, patch: Any) -> Any:
    """JSON Merge Patch (RFC 7386), by which HSDS lets a profile change its schemas."""
    if not isinstance(patch, dict):
        return patch
    result = dict(schema) if isinstance(schema, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def _validator(name: str, schemas: dict[str, Any]) -> Draft202012Validator:
    schema = {"$ref": f"#/$defs/{name}", "$defs": schemas | {"program": {"type": "object"}}}
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=formats)


def by_standard(name: str) -> Draft202012Validator:
    """A validator of HSDS as it is published."""
    return _validator(name, {each: standard(each) for each in STANDARD})


def by_profile(name: str) -> Draft202012Validator:
    """A validator of our profile: the standard with our patches, and no field that neither knows."""
    closed = {"additionalProperties": False}
    return _validator(name, {each: merged(standard(each), PATCHES[each]) | closed for each in STANDARD})
