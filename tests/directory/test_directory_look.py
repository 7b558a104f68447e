"""A school's logo, colour and pages: what is taken, what is refused by which line, who sets it, what the API gives."""

import base64
import struct
import zlib
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from people import form_of, schools, signed_in

from deploy.contrast import contrast, readable
from deploy.origins import WrongOrigin, origins
from directory.schools.models import School, SchoolLook
from directory.schools.models.look import check_accent, check_origins
from directory.schools.pictures import WrongPicture, read_picture


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int = 60, height: int = 30, more: bytes = b"") -> bytes:
    """A picture in one colour, as any program would write it."""
    rows = zlib.compress((b"\0" + b"\x00\x4d\x99" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + more + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def svg(inside: str = '<path d="M0 0h9v9z"/>', head: str = 'viewBox="0 0 300 100"', before: str = "") -> bytes:
    return f'{before}<svg xmlns="http://www.w3.org/2000/svg" {head}>{inside}</svg>'.encode()


def why(content: bytes) -> str:
    with pytest.raises(WrongPicture) as refused:
        read_picture(content)
    return refused.value.code


def test_a_photo_program_leaves_no_trace_in_the_logo() -> None:
    secret = chunk(b"tEXt", b"Author\0Karen Jensen") + chunk(b"eXIf", b"56.15N 8.97E")
    found = read_picture(png(more=secret))
    assert (found.kind, found.width, found.height) == ("image/png", 60, 30)
    assert found.content == png(), "the picture itself is untouched"
    assert b"Karen" not in found.content and b"56.15N" not in found.content


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (png() + b" " * 50_000, "logo_too_large"),
        (png()[:-20], "logo_broken"),
        (png().replace(b"\x00\x00\x00\x3c", b"\x00\x00\x00\x3d"), "logo_broken"),
        (png(8, 8), "logo_size"),
        (png(3000, 20), "logo_size"),
        (b"\xff\xd8\xff\xe0 jpeg", "logo_kind"),
        (b"<html></html>", "logo_kind"),
        (b"", "logo_kind"),
        (svg(head=""), "logo_no_size"),
        (svg(head='width="100%" height="100%"'), "logo_no_size"),
        (svg(head='viewBox="0 0 9000 10"'), "logo_size"),
    ],
)
def test_what_is_no_logo_is_refused_by_its_reason(content: bytes, code: str) -> None:
    assert why(content) == code


def test_a_drawing_is_taken_as_it_is() -> None:
    style = "<style>.a{fill:#004d99}</style>"
    reuse = '<defs><linearGradient id="g"/></defs><rect class="a" width="9" height="9" fill="url(#g)"/><use href="#g"/>'
    found = read_picture(svg(f"<title>Skolen</title>{style}{reuse}", before='<?xml version="1.0"?>\n'))
    assert (found.kind, found.width, found.height) == ("image/svg+xml", 300, 100)
    assert read_picture(svg(head='width="40px" height="20"')).width == 200, "without a view box the shape still counts"


@pytest.mark.parametrize(
    "content",
    [
        svg("<script>alert(1)</script>"),
        svg('<path onload="alert(1)"/>'),
        svg('<path ONCLICK="alert(1)"/>'),
        svg("<foreignObject><p>x</p></foreignObject>"),
        svg('<image href="https://example.org/x.png"/>'),
        svg('<use href="https://example.org/x.svg#a"/>'),
        svg('<use xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="//example.org/x"/>'),
        svg('<path fill="url(https://example.org/x)"/>'),
        svg("<path style=\"fill:url( '//example.org/x')\"/>"),
        svg("<style>@import 'https://example.org/x.css'</style>"),
        svg("<style>path{fill:u\\72l(//example.org)}</style>"),
        svg('<a href="javascript:alert(1)"><path/></a>'),
        svg('<set attributeName="href" to="javascript:alert(1)"/>'),
        svg('<p xmlns="http://www.w3.org/1999/xhtml">x</p>'),
        svg(before='<!DOCTYPE svg [<!ENTITY a "aaaaaaaa">]>'),
        svg(before='<!DOCTYPE svg SYSTEM "https://example.org/x.dtd">'),
        svg(before='<?xml-stylesheet href="https://example.org/x.css"?>'),
        svg("<g>" * 60 + "</g>" * 60),
    ],
)
def test_a_drawing_that_does_or_fetches_something_is_refused(content: bytes) -> None:
    assert why(content) == "logo_not_only_picture"


def test_contrast_is_that_of_the_standard() -> None:
    """The examples that everybody knows: black on white is 21, #767676 on white just passes, #777777 just fails."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)
    assert contrast("#777777", "#ffffff") < 4.5 < contrast("#767676", "#ffffff")
    assert readable("#004d99", ("#ffffff",), towards="#000000") == "#004d99", "what can be read is left alone"


def test_a_colour_that_cannot_be_read_is_refused_with_one_that_can() -> None:
    check_accent("#004D99")
    with pytest.raises(ValidationError) as refused:
        check_accent("#ffcc00")
    said = refused.value.messages[0]
    assert said.startswith("Farven er for lys: 1,5 til 1")
    check_accent(said.rpartition(" ")[2].rstrip("."))
    for wrong in ("blå", "#fff", "#00000g", "red;}body{", "rgb(0,0,0)", "#004d99 "):
        with pytest.raises(ValidationError, match="tegn"):
            check_accent(wrong)


def test_of_an_address_the_origin_is_kept() -> None:
    text = "https://Intra.Skole.dk/forside?x=1, https://intra.skole.dk:443\nhttps://æble.dk:8443"
    assert origins(text, development=False) == ("https://intra.skole.dk", "https://xn--ble-xla.dk:8443")
    assert origins("  \n", development=False) == ()
    assert origins("http://localhost:8080", development=True) == ("http://localhost:8080",)


@pytest.mark.parametrize(
    "text",
    [
        "http://intra.skole.dk",
        "http://localhost:8080",
        "https://*.skole.dk",
        "*",
        "intra.skole.dk",
        "https://intra.skole.dk@ond.example",
        "https://ond.example' 'unsafe-inline",
        "https://a.dk\\@b.dk",
        "https://a.dk:99999",
        "javascript:alert(1)",
        "data:text/html,x",
        "null",
        " ".join(f"https://a{number}.dk" for number in range(21)),
    ],
)
def test_what_could_let_in_more_than_one_page_is_refused(text: str) -> None:
    with pytest.raises(WrongOrigin):
        origins(text, development=False)


def test_production_takes_no_page_without_encryption() -> None:
    check_origins("http://127.0.0.1:8080")
    with override_settings(PRODUCTION=True), pytest.raises(ValidationError, match="8080 kan ikke"):
        check_origins("http://127.0.0.1:8080")


def page(school: School) -> str:
    return f"/admin/schools/school/{school.pk}/change/"


def saved(role: str, school: School, **values: Any) -> Any:
    client = signed_in(role, school)
    form = form_of(client, page(school)) | {f"look-0-{name}": value for name, value in values.items()}
    return client.post(page(school), form)


def test_an_editor_gives_the_school_its_look_and_the_api_tells_it(api: Any) -> None:
    mine, other = schools()
    empty: dict[str, Any] = {"accent": None, "logo": None, "embed_origins": []}
    assert empty.items() <= api(f"schools/{mine.slug}")[1].items()
    file = SimpleUploadedFile("hvad som helst.bin", png())
    wanted = "https://Intra.skole.dk/forside\nhttps://laer.skole.dk"
    assert saved("editor", mine, accent="#0A5C36", embed_origins=wanted, logo_file=file).status_code == 302
    status, found = api(f"schools/{mine.slug}")
    assert status == 200 and found["name"] == mine.name and found["accent"] == "#0a5c36"
    assert found["embed_origins"] == ["https://intra.skole.dk", "https://laer.skole.dk"]
    assert found["logo"] == {"media_type": "image/png", "width": 60, "height": 30, "data": found["logo"]["data"]}
    assert base64.b64decode(found["logo"]["data"]) == png()
    assert empty.items() <= api(f"schools/{other.slug}")[1].items()
    assert not {"logo", "accent", "embed_origins"} & set(api("schools")[1]["results"][0]), "lists stay light"
    assert mine.look.history.count() == 1
    assert b"data:image/png;base64" in signed_in("reader", mine).get(page(mine)).content


def test_a_wrong_look_is_not_saved_and_the_lines_say_what_to_do(api: Any) -> None:
    mine, _ = schools()
    file = SimpleUploadedFile("logo.svg", svg("<script>alert(1)</script>"))
    answer = saved("editor", mine, accent="#ffcc00", embed_origins="http://intra.skole.dk", logo_file=file)
    said = answer.content.decode()
    for line in ("Farven er for lys", "http://intra.skole.dk kan ikke bruges", "andet i sig end en tegning"):
        assert line in said
    assert answer.status_code == 200 and not SchoolLook.objects.exists()


def test_the_logo_stays_until_it_is_removed(api: Any) -> None:
    mine, _ = schools()
    saved("editor", mine, logo_file=SimpleUploadedFile("logo.svg", svg()))
    saved("editor", mine, accent="#004d99")
    assert api(f"schools/{mine.slug}")[1]["logo"]["media_type"] == "image/svg+xml"
    saved("editor", mine, remove_logo="on")
    found = api(f"schools/{mine.slug}")[1]
    assert found["logo"] is None and found["accent"] == "#004d99"


def test_nobody_else_changes_it() -> None:
    mine, other = schools()
    saved("editor", mine, accent="#004d99")
    for role, school in (("reader", mine), ("approver", other)):
        form = form_of(signed_in("editor", mine), page(mine)) | {"look-0-accent": "#0a5c36"}
        assert signed_in(role, school).post(page(mine), form).status_code in (302, 403)
        assert SchoolLook.objects.get().accent == "#004d99"
    # Another school's row, named in one's own form.
    theirs = form_of(signed_in("editor", other), page(other)) | {
        "look-0-id": str(mine.look.pk),
        "look-0-accent": "#800080",
    }
    theirs |= {"look-INITIAL_FORMS": "1"}
    signed_in("editor", other).post(page(other), theirs)
    assert SchoolLook.objects.get(school=mine).accent == "#004d99"
