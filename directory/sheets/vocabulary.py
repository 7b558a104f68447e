"""The names that a sheet may use, and the row of the directory that each pair of place and function means."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from hashlib import sha256
from uuid import UUID

from directory.resources.models import Municipality, Scope, Service, ServiceArea, TaxonomyTerm
from directory.schools.models import School
from directory.sheets.wording import CellError, folded

KEY_LENGTH = 40
ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
# (place, key): a municipality's code (or an area's uri), and the key of the service there.
Identity = tuple[str, str]


def own_key(name: str) -> str:
    """Return the key of a school's own offer with that name: its letters and digits, cut but never confused.

    Raises:
        CellError: there is no letter or digit in it.
    """
    text = unicodedata.normalize("NFKD", name.casefold().translate(ASCII))
    key = re.sub(r"[^a-z0-9]+", "_", "".join(one for one in text if not unicodedata.combining(one))).strip("_")
    if not key:
        raise CellError("name_without_letters", value=name)
    if len(key) <= KEY_LENGTH:
        return key
    return f"{key[: KEY_LENGTH - 9]}_{sha256(key.encode()).hexdigest()[:8]}"


def nearest(text: str, known: Iterable[str]) -> str | None:
    """Return the known folded word that was probably meant: one that begins so, or one with nearly the same letters."""
    word, words = folded(text), list(known)
    longer = [one for one in words if len(word) > 3 and one.startswith(word)]
    # One wrong letter of three is a third.
    return next(iter(longer or get_close_matches(word, words, 1, 0.66 if len(word) < 5 else 0.75)), None)


class Vocabulary:
    """What the words of one school's sheet mean; read from the database once for a sheet."""

    def __init__(self, school: School | None) -> None:
        """Read the names.

        Args:
            school: whose own offers count too; None for the shared rows alone.
        """
        self.place_names: dict[str, str] = {}
        self.places: dict[str, str] = {}
        self.organizations: dict[str, UUID] = {}
        self._read_municipalities()
        self.topics = list(TaxonomyTerm.objects.filter(taxonomy="topic").order_by("position", "code"))
        self._topics = {folded(name): term for term in self.topics for name in (term.description, term.name, term.code)}
        self.labels: dict[str, str] = {}
        self.functions: list[str] = []
        self.targets: dict[Identity, UUID] = {}
        self.scopes: dict[Identity, int] = {}
        self._read_services()
        self._keys = self._spellings()
        self.own: dict[tuple[str, str], list[str]] = defaultdict(list)
        if school is not None:
            self._read_own(school)

    def _read_municipalities(self) -> None:
        for one in Municipality.objects.select_related("organization"):
            self.place_names[one.code] = one.name
            self.organizations[one.code] = one.organization_id
            official = one.organization.name
            for name in (one.code, one.code.lstrip("0"), one.name, official, official.removesuffix(" Kommune")):
                self.places[folded(name)] = one.code
            self.places[folded(f"{one.name} Kommune")] = one.code

    def _read_services(self) -> None:
        """Read the shared rows: what functions are called, and who runs which where."""
        rows = Service.objects.filter(school=None).order_by("scope", "position", "id")
        areas = _areas(None)
        names: dict[str, Counter[str]] = defaultdict(Counter)
        fields = (
            "id",
            "key",
            "name",
            "scope",
            "organization_id",
            "organization__name",
            "organization__municipality__code",
        )
        for pk, key, name, scope, organization, run_by, code in rows.values_list(*fields):
            if code:
                names[key][name.removesuffix(f" i {run_by}")] += 1
            else:
                names[key][name] += 1
            for uri, area in [(code, "")] if code else areas.get(pk, []):
                self.targets.setdefault((uri, key), organization)
                self.scopes.setdefault((uri, key), scope)
                self._add_place(uri, area)
        self.labels = {key: found.most_common(1)[0][0] for key, found in names.items()}
        municipal = {key for place, key in self.targets if place in self.organizations}
        self.functions = [key for key in self.labels if key in municipal and self._everywhere(key)]

    def _everywhere(self, key: str) -> bool:
        """Tell whether the function belongs to municipalities in general, not to one of them."""
        return sum((place, key) in self.targets for place in self.organizations) > 1

    def _add_place(self, uri: str, name: str) -> None:
        """Know an area that is no municipality: a region, or the whole country."""
        if uri not in self.place_names:
            self.place_names[uri] = name
            self.places.setdefault(folded(name), uri)
            self.places.setdefault(folded(uri), uri)

    def _read_own(self, school: School) -> None:
        rows = Service.objects.filter(school=school).order_by("id")
        areas = _areas(school)
        fields = ("id", "key", "name", "organization_id", "organization__municipality__code")
        for pk, key, name, organization, code in rows.values_list(*fields):
            for uri, area in [(code, "")] if code else areas.get(pk, []):
                self._add_place(uri, area)
                shared = self.targets.setdefault((uri, key), organization)
                if key not in self.labels or shared != organization:
                    self.own[uri, folded(name)].append(key)

    def _spellings(self) -> dict[str, str]:
        """Return every folded way to write a function, with its key; one that could mean two is left out."""
        found = {folded(label): key for key, label in self.labels.items()}
        found |= {folded(key): key for key in self.labels}
        parts: dict[str, set[str]] = defaultdict(set)
        for key, label in self.labels.items():
            for part in re.split(r"[()]", label):
                parts[folded(part)].add(key)
        for part, keys in parts.items():
            if len(keys) == 1 and len(part) > 2:
                found.setdefault(part, *keys)
        return found

    def place(self, text: str) -> str:
        """Return the place that the text means.

        Raises:
            CellError: it means none.
        """
        text = re.sub(r"^(\d{3,4})[.,]0+$", r"\1", text)
        inside = re.fullmatch(r"(.*?)\s*\(?\b(\d{3,4})\b\)?[\s:,-]*(.*)", text, re.DOTALL)
        for name in (text, inside[2] if inside else text):
            uri = self.places.get(folded(name))
            rest = folded(inside[1] + inside[3]) if inside and name != text else ""
            if uri and (not rest or self.places.get(rest) == uri):
                return uri
        near = nearest(text, self.places)
        if near:
            raise CellError("unknown_municipality_near", value=text, near=self.place_names[self.places[near]])
        raise CellError("unknown_municipality", value=text)

    def function(self, text: str) -> str:
        """Return the key of the function that the text means.

        Raises:
            CellError: it means none.
        """
        key = self.function_or_none(text)
        if key is not None:
            return key
        near = nearest(text, self._keys)
        if near:
            raise CellError("unknown_function_near", value=text, near=self.labels[self._keys[near]])
        raise CellError("unknown_function", value=text)

    def function_or_none(self, text: str) -> str | None:
        """Return the key of the function that the text means, None when it means none."""
        return self._keys.get(folded(text))

    def topic_names(self, text: str) -> str:
        """Return the names of topics, in the order of labels.yml.

        Raises:
            CellError: one of them is no topic.
        """
        whole = self._topics.get(folded(text))
        found = {whole} if whole else {self._topic(part) for part in re.split(r"[;,\n|]", text) if part.strip()}
        return self.topics_text(found)

    def topics_text(self, terms: "set[TaxonomyTerm]") -> str:
        """Return what stands in the sheet for these topics; a name that would be taken apart gives way to its code."""
        return ", ".join(
            term.code if re.search(r"[;,\n|]", term.name) else term.name for term in self.topics if term in terms
        )

    def terms(self, text: str) -> list[TaxonomyTerm]:
        """Return the topics of a text that `topic_names` has made."""
        return [self._topic(part) for part in text.split(", ") if part]

    def _topic(self, text: str) -> TaxonomyTerm:
        found = self._topics.get(folded(text))
        if found is not None:
            return found
        near = nearest(text, self._topics)
        if near:
            raise CellError("unknown_topic_near", value=text.strip(), near=self._topics[near].name)
        raise CellError("unknown_topic", value=text.strip())


def _areas(school: School | None) -> dict[UUID, list[tuple[str, str]]]:
    """Return code and name of the areas of the services that no municipality runs."""
    found: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    rows = ServiceArea.objects.filter(service__school=school, service__organization__municipality=None)
    for pk, uri, name in rows.order_by("uri", "id").values_list("service_id", "uri", "name"):
        found[pk].append((uri, name))
    return found


def is_national(vocabulary: Vocabulary, identity: Identity) -> bool:
    """Tell whether the shared row is national, and so the administrator's."""
    return vocabulary.scopes.get(identity) == Scope.NATIONAL
