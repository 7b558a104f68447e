"""A school's logo: PNG or SVG, small, and nothing in it but a picture. It is shown on the page that teachers use."""

import base64
import re
import struct
import zlib
from dataclasses import dataclass
from xml.etree import ElementTree as ET
from xml.parsers import expat

MOST_BYTES = 50_000
SMALLEST, LARGEST = 16, 2000
SIGNATURE = b"\x89PNG\r\n\x1a\n"
# What draws the picture. The rest of a file (place, time, author, program) tells of the person who made it.
CHUNKS = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "use")
COLOURS = ("linearGradient", "radialGradient", "stop", "clipPath", "mask", "style")
ELEMENTS = frozenset(("svg", "g", "defs", "symbol", "title", "desc", *SHAPES, *COLOURS))
HREF = ("href", "{http://www.w3.org/1999/xlink}href")
# A drawing asks nobody for anything: it may point at its own parts alone.
FETCHES = re.compile(r"url\s*\(\s*['\"]?\s*(?!#)|@|\\|expression|javascript:|data:", re.IGNORECASE)
LENGTH = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*")
DEEPEST = 50


class WrongPicture(ValueError):
    """A file that cannot be a logo; `code` is its line in messages.yml."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Picture:
    """A logo as it is kept: its media type, its size in pixels, and the file."""

    kind: str
    width: int
    height: int
    content: bytes

    @property
    def data(self) -> str:
        """The file as text."""
        return base64.b64encode(self.content).decode("ascii")


def read_picture(content: bytes) -> Picture:
    """Return the logo in a file.

    Args:
        content: the file, whatever it is called.

    Raises:
        WrongPicture: too large, neither PNG nor SVG, broken, or with something in it that is no picture.
    """
    if len(content) > MOST_BYTES:
        raise WrongPicture("logo_too_large")
    picture = _png(content) if content.startswith(SIGNATURE) else _svg(content)
    if not all(SMALLEST <= side <= LARGEST for side in (picture.width, picture.height)):
        raise WrongPicture("logo_size")
    return picture


def _png(content: bytes) -> Picture:
    kept, width, height, at = [], 0, 0, len(SIGNATURE)
    names: list[bytes] = []
    while at + 12 <= len(content) and names[-1:] != [b"IEND"]:
        (length,) = struct.unpack(">I", content[at : at + 4])
        name, whole = content[at + 4 : at + 8], content[at : at + 12 + length]
        if len(whole) != 12 + length or zlib.crc32(whole[4:-4]) != struct.unpack(">I", whole[-4:])[0]:
            raise WrongPicture("logo_broken")
        if name == b"IHDR" and length == 13:
            width, height = struct.unpack(">II", whole[8:16])
        if name in CHUNKS:
            kept.append(whole)
        names.append(name)
        at += len(whole)
    if names[:1] != [b"IHDR"] or names[-1:] != [b"IEND"] or b"IDAT" not in names:
        raise WrongPicture("logo_broken")
    return Picture("image/png", width, height, SIGNATURE + b"".join(kept))


def _svg(content: bytes) -> Picture:
    top = _parsed(content)
    if top.tag != f"{SVG}svg":
        raise WrongPicture("logo_kind")
    if not all(_is_drawing(one) for one in top.iter()):
        raise WrongPicture("logo_not_only_picture")
    width, height = _size(top)
    return Picture("image/svg+xml", width, height, content)


def _parsed(content: bytes) -> ET.Element:
    """Read the XML. A document type could name other files, or make a small file grow without end."""
    reader, builder, depth = expat.ParserCreate(namespace_separator="}"), ET.TreeBuilder(), 0

    def name(text: str) -> str:
        return "{" + text if "}" in text else text

    def refuse(*_: object) -> None:
        raise WrongPicture("logo_not_only_picture")

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            refuse()
        builder.start(name(tag), {name(key): value for key, value in attributes.items()})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name(tag))

    reader.StartElementHandler, reader.EndElementHandler, reader.CharacterDataHandler = start, end, builder.data
    reader.StartDoctypeDeclHandler = reader.EntityDeclHandler = refuse
    # An instruction may name a style sheet of its own.
    reader.ProcessingInstructionHandler = refuse
    try:
        reader.Parse(content, True)
        return builder.close()
    except (expat.ExpatError, AssertionError, ValueError, LookupError) as error:
        if isinstance(error, WrongPicture):
            raise
        raise WrongPicture("logo_kind") from None


def _is_drawing(one: ET.Element) -> bool:
    space, _, tag = one.tag.rpartition("}")
    if f"{space}}}" != SVG:
        # What drawing programs keep for themselves: it draws nothing, but nothing else may hide in it.
        return False
    if tag not in ELEMENTS:
        return False
    words = [one.text or ""] if tag == "style" else []
    for key, value in one.attrib.items():
        if key.rpartition("}")[2].lower().startswith("on") or (key in HREF and not value.startswith("#")):
            return False
        words.append(value)
    return not any(FETCHES.search(text) for text in words)


def _size(top: ET.Element) -> tuple[int, int]:
    """Return the size in pixels: from the view box, for widths are often "100%"."""
    box = re.split(r"[\s,]+", top.get("viewBox", "").strip())
    given = box[2:] if len(box) == 4 else [top.get("width", ""), top.get("height", "")]
    sides = [LENGTH.fullmatch(text) for text in given]
    if not all(sides):
        raise WrongPicture("logo_no_size")
    width, height = (float(side[1]) for side in sides if side)
    if not width or not height:
        raise WrongPicture("logo_no_size")
    # Any unit will do: what counts is the shape.
    scale = 100 / height
    return max(1, round(width * scale)), 100
