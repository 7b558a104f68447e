"""Training-data importer that merges the texts of `bot/responses/` into the domain.

`domain.yml` stays a contract of names; wording lives in files by topic that a counsellor can edit.
"""

from functools import cached_property
from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

RESPONSES = Path(__file__).resolve().parent / "responses"


class ResponsesImporter(RasaFileImporter):
    """Reads the domain as Rasa does and adds every response file to it."""

    def get_domain(self) -> Domain:
        """Return the domain with all responses merged in.

        Returns:
            The domain of `domain.yml` plus the `responses:` of each file in `bot/responses/`.
        """
        return self._domain

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """Return the training lines. Rasa asks several times, and reading thousands of lines takes half a minute."""
        return self._nlu_data

    @cached_property
    def _domain(self) -> Domain:
        domain = super().get_domain()
        for path in sorted(RESPONSES.glob("*.yml")):
            domain = domain.merge(Domain.load(path))
        return domain

    @cached_property
    def _nlu_data(self) -> TrainingData:
        return super().get_nlu_data("da")
