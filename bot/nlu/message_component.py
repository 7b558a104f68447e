"""What our components share: they look at one message at a time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.understanding import has_text

Self = TypeVar("Self", bound="MessageComponent")


class MessageComponent(GraphComponent, ABC):
    """A graph component that reads a message and writes what it sees; made without anything to remember."""

    @classmethod
    def create(
        cls: type[Self],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """Create the component (Rasa's graph calls this)."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Look at every message that has a text."""
        for message in filter(has_text, messages):
            self.apply(message)
        return messages

    @abstractmethod
    def apply(self, message: Message) -> None:
        """Write what the component sees into one message."""
