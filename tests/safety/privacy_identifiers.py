"""Made-up identifiers in every way people write them, each unique, and the search for what is left of one."""

from __future__ import annotations

import json
import random
import re
import string
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

HERE = Path(__file__).resolve().parent
STREETS = (
    *("Kildevældsvej", "Nørregade", "Gl. Landevej", "Rugvænget", "Søndre Boulevard", "Hasselparken", "Møllestræde"),
    *("Birkebakken", "Vestre Allé", "Degnehusene", "Skovbrynet", "Ved Åen", "H.C. Andersens Gade", "Sankt Knuds Vej"),
)
FLOORS = ("", "B", ", 2. tv", ", 3. th.", ", st. mf", " 1. sal", ", st.", ", kl. 2")
TOWNS = ("", ", 7430 Ikast", ", 5000 Odense C", " 8000 Aarhus", ", Herning")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_JOIN = re.compile(r"(?<=\d)[\W_]{0,3}(?=\d)")
_FLAT = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W_]+")
_TURNED = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True)
class Read:
    """A text in the three ways that a search reads it; made once for many identifiers."""

    joined: str
    flat: str
    words: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Read:
        """Read a text: digits without what stands between, letters and digits alone, and its words."""
        small = plain(text)
        return cls(_JOIN.sub("", small), _FLAT.sub("", small), frozenset(_WORD.findall(small)))


@dataclass(frozen=True)
class Planted:
    """One identifier: what it is, how it was written (with the words around it), and what to look for."""

    kind: str
    text: str
    digits: str = ""
    flat: str = ""
    words: tuple[str, ...] = ()
    group: str = ""
    written: str = ""

    def is_in(self, text: str | Read) -> bool:
        """Say whether a text still holds it, in whatever spacing or letter size."""
        read = text if isinstance(text, Read) else Read.of(text)
        if self.digits and self.digits in read.joined:
            return True
        if self.flat and self.flat in read.flat:
            return True
        return any(form in read.words for word in self.words for form in (word, word + "s"))

    def forms(self) -> tuple[bytes, ...]:
        """Give the bytes to look for in any file: as it was written, flat, escaped for JSON and for an address.

        A first name alone stands in many a file that has nothing to do with us, so only whole names are looked for.
        """
        bare = self.written or self.text
        if self.words and " " not in bare:
            return ()
        texts = {bare, bare.lower(), self.digits, self.flat, json.dumps(bare)[1:-1], quote(bare), quote(bare.lower())}
        return tuple(sorted({form for text in texts if len(form := text.encode()) >= 6}))

    def is_in_log(self, read: Read) -> bool:
        """Say whether a log holds it: of a name the whole of it, since "line" and "rasa" are words of ours too."""
        if self.words:
            return " " in self.written and _FLAT.sub("", plain(self.written)) in read.flat
        return self.is_in(read)


def plain(text: str) -> str:
    """Give a text as a search reads it: small letters, ordinary digits, nothing invisible."""
    visible = "".join(character for character in text if unicodedata.category(character) != "Cf")
    return unicodedata.normalize("NFKC", visible).lower().translate({0x660 + n: str(n) for n in range(10)})


class Maker:
    """Makes identifiers; the same seed makes the same ones, and never the same one twice."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._made: set[str] = set()

    def make(self, kind: str) -> Planted:
        """Make one of a kind; see `KINDS`."""
        while True:
            planted = KINDS[kind](self)
            known = planted.digits or planted.flat
            if known not in self._made:
                self._made.add(known)
                return planted

    def name(self) -> Planted:
        """Make a name of one of the origins, in one of the ways of writing."""
        pick = self.random.choice
        origin = pick(sorted(names()))
        first, lasts = pick(names()[origin]["first"]), names()[origin]["last"]
        if not lasts:
            return Planted("nickname", f"en der kaldes {first}", words=(first.lower(),), group=origin, written=first)
        parts = [first] if self.random.random() < 0.3 else [first, pick(lasts)]
        if len(parts) == 2 and self.random.random() < 0.2:
            parts.insert(1, f"{pick(string.ascii_uppercase)}.")
        full, written = " ".join(parts), pick(("as usual", "as usual", "small", "large"))
        full = {"as usual": full, "small": full.lower(), "large": full.upper()}[written]
        words = tuple(word for part in parts for word in re.split(r"[ -]", part.lower()) if len(word) > 3)
        words = words or (first.lower(),)
        return Planted("name", full, words=tuple(map(plain, words)), group=f"{origin}/{written}", written=full)

    def digits(self, count: int, first: str = "23456789") -> str:
        """Give random digits."""
        return self.random.choice(first) + "".join(self.random.choices(string.digits, k=count - 1))

    def word(self, length: int = 7) -> str:
        """Give letters that are no word."""
        return "".join(self.random.choices(_LETTERS, k=length))


@cache
def names() -> dict[str, Any]:
    """Read the names by origin."""
    read: dict[str, Any] = yaml.safe_load((HERE / "privacy_names.yml").read_text("utf-8"))
    return read


def _cpr(maker: Maker) -> Planted:
    day, month = f"{maker.random.randint(1, 28):02}", f"{maker.random.randint(1, 12):02}"
    year, end = f"{maker.random.randint(0, 12):02}", maker.digits(4)
    six = day + month + year
    ways = (
        *(f"{six}-{end}", f"{six}{end}", f"{six} {end}", f"{six} - {end}", f"{six}–{end}", f"{six}\u00a0{end}"),
        *(f"{day} {month} {year} {end}", f"{day}.{month}.{year}-{end}", f"{day}-{month}-{year}-{end}", f"{six}/{end}"),
        *(" ".join(six + end), f"{six}\u200b-{end}", f"{six}-{end}".translate(_WIDE), f"{six}{end}".translate(_TURNED)),
        *(f"{six}_{end}", f"{six}.{end}", f"{six}  {end}", f"{six[:3]} {six[3:]}{end}", f"{six}-{end[:2]} {end[2:]}"),
    )
    written = maker.random.choice(ways)
    around = maker.random.choice(("cpr {}", "CPR-nr. {}", "{}", "født {}", "cpr:{}", "({})", "personnummer {}"))
    return Planted("cpr", around.format(written), digits=six + end, written=written)


def _phone(maker: Maker) -> Planted:
    eight = maker.digits(8)
    twos = [eight[at : at + 2] for at in range(0, 8, 2)]
    ways = (
        *(eight, " ".join(twos), ".".join(twos), "-".join(twos), f"{eight[:4]} {eight[4:]}", "\u00a0".join(twos)),
        *(f"+45{eight}", f"+45 {' '.join(twos)}", f"0045{eight}", f"0045 {eight}", f"(+45) {' '.join(twos)}"),
        *(f"{eight[:3]} {eight[3:5]} {eight[5:]}", f"{eight[:2]} {eight[2:5]} {eight[5:]}", f"+45-{eight}"),
        *(f"45{eight}", f"{eight[:4]}-{eight[4:]}", " ".join(eight), "/".join(twos), f"+45 {eight[:4]} {eight[4:]}"),
        *(f"45 {' '.join(twos)}", eight.translate(_WIDE), f"+46 70 {eight[:3]} {eight[3:5]} {eight[5:7]}"),
    )
    written = maker.random.choice(ways)
    around = maker.random.choice(("tlf. {}", "ring på {}", "mobil {}", "{}", "hendes nummer er {}", "sms til {}"))
    digits = eight if eight in re.sub(r"\D", "", plain(written)) else eight[:7]
    return Planted("phone", around.format(written), digits=digits, written=written)


def _email(maker: Maker) -> Planted:
    local = maker.random.choice(("{}", "{}.k", "{}+skole", "{}_17", "Æ{}", "{}99")).format(maker.word())
    at = maker.random.choice(("@", "@", "@", "(at)", " snabela ", " @ ", "[at]"))
    host = maker.random.choice(("gmail.com", "edu.skole.dk", "hotmail.dk", "student.erhverv-nord.dk"))
    written = maker.random.choice((str, str, str.upper))(f"{local}{at}{host}")
    around = maker.random.choice(("skriv til {}", "mail: {}", "{}", "<{}>"))
    return Planted("email", around.format(written), flat=_FLAT.sub("", local.lower()), written=written)


def _address(maker: Maker) -> Planted:
    street, number = maker.random.choice(STREETS), maker.random.randint(12, 998)
    written = f"{street} {number}{maker.random.choice(FLOORS)}"
    around = maker.random.choice(("bor {}", "bor på {}", "adressen er {}", "hjemme på {}"))
    written = (
        written.lower() if street[-3:] in ("vej", "ade", "get", "æde") and maker.random.random() < 0.3 else written
    )
    flat = _FLAT.sub("", f"{street}{number}".lower())
    return Planted("address", around.format(written + maker.random.choice(TOWNS)), flat=flat, written=written)


def _handle(maker: Maker) -> Planted:
    user = maker.word(8)
    ways = (
        *(f"snap: {user}", f"snapchat {user}_17", f"insta @{user}", f"@{user}.x", f"tiktok.com/@{user}"),
        *(f"https://www.instagram.com/{user}/", f"discord {user}#1234", f"{user}.xo på insta", f"{user}_b99 skrev det"),
        *(f"Snap hedder {user}99", f"facebook.com/{user}.17", f"ig: {user}", f"TikTok: @{user}_x"),
    )
    return Planted("handle", maker.random.choice(ways), flat=user, written=user)


def _class(maker: Maker) -> Planted:
    trade, number = maker.random.choice(("tøm", "el", "sosu", "mur", "frs")), maker.digits(3)
    ways = (
        f"h{number[:2]}{trade}{number[2]}",
        f"{trade}{number[:2]}{maker.word(2)}{number[2]}",
        f"gf2-{trade}-{number}",
    )
    written = maker.random.choice(ways)
    return Planted("class", f"hold {written}", flat=_FLAT.sub("", written), written=written)


def _plate(maker: Maker) -> Planted:
    letters, five = "".join(maker.random.choices("ABCDEFGHJLMNPVXYZ", k=2)), maker.digits(5)
    written = maker.random.choice((f"{letters}{five}", f"{letters} {five[:2]} {five[2:]}", f"{letters.lower()}{five}"))
    return Planted("plate", f"nummerplade {written}", flat=f"{letters}{five}".lower(), written=written)


def _account(maker: Maker) -> Planted:
    branch, number = maker.digits(4), maker.digits(10, "456789")
    iban = f"DK{maker.digits(2)}{branch}{number}"
    spaced = " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))
    ways = (iban, spaced, f"konto {branch} {number}", f"konto {branch}-{number}", f"kontonr. {branch}{number}")
    written = maker.random.choice(ways)
    return Planted("account", f"penge til {written}", digits=number, written=written)


def _passport(maker: Maker) -> Planted:
    nine = maker.digits(9)
    written = maker.random.choice((nine, f"L{nine[1:]}"))
    return Planted("passport", maker.random.choice(("pas nr. {}", "pasnummer {}")).format(written), digits=nine[1:])


def _login(maker: Maker) -> Planted:
    user = maker.word(6) + maker.digits(2)
    cue = maker.random.choice(("MitID {}", "mitid-bruger: {}", "uni-login {}", "brugernavn {}", "bruger-id er {}"))
    return Planted("login", cue.format(user), flat=user, written=user)


def _ip(maker: Maker) -> Planted:
    part = [str(maker.random.randint(100, 223)) for _ in range(4)]
    return Planted("ip", f"ip {'.'.join(part)}", digits="".join(part), written=".".join(part))


KINDS: dict[str, Callable[[Maker], Planted]] = {
    "cpr": _cpr, "phone": _phone, "email": _email, "address": _address, "handle": _handle, "class": _class,
    "plate": _plate, "account": _account, "passport": _passport, "login": _login, "ip": _ip,
}  # fmt: skip
# What the teacher is told was removed: the word of `utter_redacted` for each kind.
TOLD_AS = {
    "cpr": "cpr", "phone": "phone", "email": "email", "address": "address", "handle": "name", "login": "name",
    "class": "class", "name": "name", "plate": "number", "account": "number", "passport": "number", "ip": "number",
}  # fmt: skip
