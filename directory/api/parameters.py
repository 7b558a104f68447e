"""Reading and checking the parameters of a request."""

from collections.abc import Iterable

from django.http import QueryDict

from directory.api.errors import WrongRequest
from directory.resources.models import Municipality, Scope, TaxonomyTerm

OLDEST = 120


def check_names(query: QueryDict, allowed: Iterable[str], repeatable: Iterable[str] = ()) -> None:
    """Refuse parameters that are not known here, and single ones that stand twice.

    Raises:
        WrongRequest: 400 `unknown_parameter`, `no_parameters` or `repeated_parameter`.
    """
    names = tuple(allowed)
    for name in query:
        if name not in names:
            code = "unknown_parameter" if names else "no_parameters"
            raise WrongRequest(code, name, value=name, allowed=", ".join(names))
        if name not in tuple(repeatable) and len(query.getlist(name)) > 1:
            raise WrongRequest("repeated_parameter", name, value=name)


def asked(text: str) -> str:
    """Return a text as a database can be asked for it: PostgreSQL takes no NUL, which stands in no name of ours."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def whole_number(query: QueryDict, name: str, low: int, high: int, code: str) -> int | None:
    """Return a whole number within bounds, None when the parameter is missing.

    Raises:
        WrongRequest: 400 with the given code.
    """
    value = query.get(name)
    if value is None:
        return None
    # Only plain digits: int() would also take "1_7", " 17" and other scripts' digits.
    if not (value.isascii() and value.isdigit() and len(value) <= len(str(high)) and low <= int(value) <= high):
        raise WrongRequest(code, name, value=value)
    return int(value)


def age(query: QueryDict) -> int | None:
    """Return `age`.

    Raises:
        WrongRequest: 400 `bad_age`.
    """
    return whole_number(query, "age", 0, OLDEST, "bad_age")


def term_codes(query: QueryDict, name: str) -> list[str]:
    """Return the repeated parameter `topic` or `role`; every code must be known.

    Raises:
        WrongRequest: 404 `unknown_topic` or `unknown_role`.
    """
    codes = [asked(code) for code in query.getlist(name)]
    if codes:
        known = set(TaxonomyTerm.objects.filter(taxonomy=name, code__in=codes).values_list("code", flat=True))
        for code in codes:
            if code not in known:
                raise WrongRequest(f"unknown_{name}", name, value=code)
    return codes


def scopes(query: QueryDict) -> list[Scope]:
    """Return the repeated parameter `scope`: municipal, regional or national.

    Raises:
        WrongRequest: 400 `unknown_scope`.
    """
    found = []
    for name in query.getlist("scope"):
        if name.upper() not in Scope.__members__ or not name.islower():
            raise WrongRequest("unknown_scope", "scope", value=name)
        found.append(Scope[name.upper()])
    return found


def municipality(code: str) -> Municipality:
    """Return the municipality with that four-digit code.

    Raises:
        WrongRequest: 404 `unknown_municipality`.
    """
    found = Municipality.objects.select_related("organization").filter(code=asked(code)).first()
    if found is None:
        raise WrongRequest("unknown_municipality", "municipality", value=code)
    return found


def areas(code: str) -> list[str]:
    """Return the codes of the municipality with that code and of its regions.

    All of them, also former ones: a service named after a region goes on when the region is merged.

    Raises:
        WrongRequest: 404 `unknown_municipality`.
    """
    regions = list(Municipality.objects.filter(code=asked(code)).values_list("regions__code", flat=True))
    if not regions:
        raise WrongRequest("unknown_municipality", "municipality", value=code)
    return [code, *(region for region in regions if region)]
