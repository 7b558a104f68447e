"""The app package against the schema that Microsoft publishes, as the pinned npm package carries it."""

import json
import zipfile
from io import BytesIO
from typing import Any

import jsonschema
import pytest
from playground import PACKAGES

from deploy import teams_app

SCHEMAS = PACKAGES / "@microsoft" / "app-manifest" / "build" / "json-schemas" / "teams"
ENVIRON = {
    "VEJVISER_TEAMS_APP_ID": "5f3c1e0a-7b2d-4c59-9d1f-0a6b8e2c4d71",
    "VEJVISER_PUBLIC_URL": "https://vejviser.vores-skole.dk",
    "VEJVISER_TEAMS_PUBLISHER": "Vores Erhvervsskole",
    "VEJVISER_TEAMS_PRIVACY_URL": "https://vores-skole.dk/privatliv",
    "VEJVISER_TEAMS_TERMS_URL": "https://vores-skole.dk/vilkaar",
}


def published() -> dict[str, Any]:
    path = SCHEMAS / f"v{teams_app.SCHEMA_VERSION}" / "MicrosoftTeams.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return schema


def validator() -> Any:
    return jsonschema.Draft4Validator(published(), format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


def manifest() -> dict[str, Any]:
    with zipfile.ZipFile(BytesIO(teams_app.build(teams_app.from_environment(ENVIRON)))) as packed:
        made: dict[str, Any] = json.loads(packed.read("manifest.json"))
    return made


def test_the_manifest_keeps_to_the_schema() -> None:
    # A word of newer schemas, which this validator passes over.
    assert published()["properties"]["manifestVersion"]["const"] == manifest()["manifestVersion"]
    assert [(list(error.path), error.message) for error in validator().iter_errors(manifest())] == []


@pytest.mark.parametrize(
    "change", [{"permissions": ["allt"]}, {"id": "vejviser"}, {"validDomains": "vores-skole.dk"}, {"mer": 1}]
)
def test_the_schema_would_tell(change: dict[str, Any]) -> None:
    assert list(validator().iter_errors({**manifest(), **change}))


def test_it_is_the_newest_schema_that_is_no_preview() -> None:
    versions = [tuple(map(int, path.name[1:].split("."))) for path in SCHEMAS.iterdir() if path.name[1].isdigit()]
    assert ".".join(map(str, max(versions))) == teams_app.SCHEMA_VERSION
