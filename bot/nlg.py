"""Texts read from `bot/responses/` at start, so that a changed wording needs a restart and no training."""

from typing import Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.utils.endpoints import EndpointConfig

from bot.texts import load_responses


class ResponsesFromFiles(TemplatedNaturalLanguageGenerator):
    """Rasa's own template generator over the files instead of the texts packed into the model."""

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        """Read all response files.

        Args:
            endpoint_config: Rasa's `nlg` endpoint; not used.
            domain: the model's domain; not used, since its texts may be older than the files.
        """
        responses: dict[str, list[dict[str, Any]]] = load_responses()
        super().__init__(responses)
