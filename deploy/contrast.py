"""Whether a colour can be read on another (WCAG 2.2, 1.4.3): the directory refuses by it, the bot's page keeps it."""

import re

LEAST = 4.5
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_STEPS = 100


def is_colour(text: object) -> bool:
    """Tell whether a text is a colour as we keep them: `#` and six small hexadecimal digits."""
    return isinstance(text, str) and _COLOUR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio").

    Args:
        one: a colour such as `#004d99`.
        other: the other.
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable(colour: str, grounds: tuple[str, ...], *, towards: str, least: float = LEAST) -> str:
    """Return the colour nearest to a given one that can be read on every ground.

    Args:
        colour: what somebody chose.
        grounds: what it stands on.
        towards: black or white: which way it may be changed.
        least: the contrast that is wanted.
    """
    mixed = [_mix(colour, towards, step / _STEPS) for step in range(_STEPS + 1)]
    return next((one for one in mixed if all(contrast(one, ground) >= least for ground in grounds)), towards)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mix(colour: str, other: str, share: float) -> str:
    mixed = (round(a + (b - a) * share) for a, b in zip(_parts(colour), _parts(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def _luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2's definition, with the threshold of sRGB itself, 0.04045)."""
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
