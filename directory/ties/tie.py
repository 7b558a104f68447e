"""A tie: one role's contact with another, in a municipality or inside the school."""

from dataclasses import dataclass

from directory.resources.models import Municipality
from directory.schools.models import School
from directory.ties.questions import Role, roles


class WrongTie(ValueError):
    """There is no such tie; `field` is what was wrong (`from_role`, `to_role` or `municipality`)."""

    def __init__(self, field: str):
        super().__init__(field)
        self.field = field


@dataclass(frozen=True)
class Tie:
    """Who was in contact with whom, seen from `from_role`; `municipality` is None inside the school."""

    school: School
    municipality: Municipality | None
    from_role: Role
    to_role: Role


def tie(school: School, municipality: Municipality | None, from_role: str, to_role: str) -> Tie:
    """Return the tie between two roles.

    Args:
        school: whose tie it is; one of the two roles is always inside it.
        municipality: where the other role is; None when both are inside the school.
        from_role: the id of the role that answers.
        to_role: the id of the role that is asked about.

    Raises:
        WrongTie: an unknown role, twice the same, none inside the school, or a municipality too many or too few.
    """
    known = roles()
    for field, code in (("from_role", from_role), ("to_role", to_role)):
        if code not in known:
            raise WrongTie(field)
    first, second = known[from_role], known[to_role]
    if first == second or not (first.is_inside or second.is_inside):
        raise WrongTie("to_role")
    if (first.is_inside and second.is_inside) != (municipality is None):
        raise WrongTie("municipality")
    return Tie(school, municipality, first, second)
