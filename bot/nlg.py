"""Texts read from `bot/responses/` at start, so that a changed wording needs a restart and no training."""

from typing import Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
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
        super().__init__(load_responses())

    @property
    def responses(self) -> dict[str, list[dict[str, Any]]]:
        """Return the texts of the files."""
        return load_responses()

    @responses.setter
    def responses(self, _of_the_model: dict[str, list[dict[str, Any]]]) -> None:
        # Rasa's agent puts the model's texts here after it has loaded the model; they may be older than the files.
        pass

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """Give a response as it is for this reader, and in the language of the latest message, where it has such."""
        name = in_language(for_reader(utter_action, tracker), tracker)
        found: dict[str, Any] | None = await super().generate(name, tracker, output_channel, **kwargs)
        return found


def for_reader(name: str, tracker: DialogueStateTracker) -> str:
    """Name the response for a reader who was told of the pupil by a teacher: `utter_ask_tried_told_to`.

    Args:
        name: a response's name.
        tracker: the conversation; the page puts the reader's role into the metadata of her messages.

    Returns:
        The name for her when bot/responses/ has one, else the name itself.
    """
    latest = tracker.latest_message
    hers = f"{name}_told_to" if latest and (latest.metadata or {}).get("role") else name
    return hers if hers in load_responses() else name


def in_language(name: str, tracker: DialogueStateTracker) -> str:
    """Name the response in the language of the latest message: `utter_other_language_uk` for `utter_other_language`.

    Args:
        name: a response's name.
        tracker: the conversation.

    Returns:
        The name for that language when bot/responses/ has one, else the name itself.
    """
    parsed = tracker.latest_message.parse_data if tracker.latest_message else None
    understanding: dict[str, Any] = dict(parsed or {}).get("understanding") or {}
    translated = f"{name}_{understanding.get('language', '')}"
    return translated if translated in load_responses() else name
