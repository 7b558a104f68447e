"""Topics of labels.yml and roles of roles.yml become taxonomy terms."""

from directory.loading.files import Files
from directory.loading.wanted import Wanted
from directory.resources.models import TaxonomyTerm, record_id


def _term(taxonomy: str, code: str, name: str, description: str, position: int) -> TaxonomyTerm:
    """Return the term of that taxonomy and code."""
    return TaxonomyTerm(
        id=record_id("taxonomy_term", taxonomy, code),
        taxonomy=taxonomy,
        code=code,
        name=name,
        description=description,
        position=position,
    )


def read_taxonomy(files: Files, wanted: Wanted) -> None:
    """Want a term for every topic and every role.

    Raises:
        KnowledgeError: a file is missing or wrong. Only what the directory needs is checked here.
    """
    topics = files.mapping("labels.yml").raw("topics")
    for position, entry in enumerate(files.entries("labels.yml", topics, key="code")):
        wanted.add(_term("topic", entry.text("code"), entry.text("button"), entry.text("name"), position))
        # A comma in a text without quotation marks cuts it short, and the rest becomes a field of its own.
        entry.done()
    for position, entry in enumerate(files.entries("roles.yml", files.yaml("roles.yml"))):
        row = _term("role", entry.text("id"), entry.text("name"), entry.text("can_contribute"), position)
        wanted.add(row)


def terms(wanted: Wanted, taxonomy: str) -> dict[str, TaxonomyTerm]:
    """Return the wanted terms of a taxonomy by code."""
    return {term.code: term for term in wanted.of(TaxonomyTerm).values() if term.taxonomy == taxonomy}
