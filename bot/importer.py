"""Training-data importer that merges the texts of `bot/responses/` into the domain.

`domain.yml` stays a contract of names; wording lives in files by topic that a counsellor can edit.
"""

from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter

RESPONSES = Path(__file__).resolve().parent / "responses"


class ResponsesImporter(RasaFileImporter):
    """Reads the domain as Rasa does and adds every response file to it."""

    def get_domain(self) -> Domain:
        """Return the domain with all responses merged in.

        Returns:
            The domain of `domain.yml` plus the `responses:` of each file in `bot/responses/`.
        """
        domain = super().get_domain()
        for path in sorted(RESPONSES.glob("*.yml")):
            domain = domain.merge(Domain.load(path))
        return domain
