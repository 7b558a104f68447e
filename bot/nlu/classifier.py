"""What the trained components share: one linear model over the sentence features, stored in Rasa's model storage."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, TypeVar

from rasa.engine.graph import ExecutionContext
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.linear import LinearModel
from bot.nlu.message_component import MessageComponent
from bot.nlu.understanding import has_text

Self = TypeVar("Self", bound="LinearClassifier")


class LinearClassifier(MessageComponent, IntentClassifier, ABC):
    """A graph component with one linear model. Subclasses say what to learn and what to do with the result."""

    def __init__(self, storage: ModelStorage, resource: Resource, model: LinearModel | None = None) -> None:
        """Create the component, without a model before training."""
        self._storage = storage
        self._resource = resource
        self._model = model

    @classmethod
    def required_components(cls) -> list[type]:
        """Name what must come before."""
        return [Featurizer]

    @classmethod
    def create(
        cls: type[Self],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Self:
        """Create an untrained component (Rasa's graph calls this)."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls: type[Self],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> Self:
        """Load the trained component (Rasa's graph calls this)."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, LinearModel.read(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the examples and store the model."""
        examples = [message for message in training_data.intent_examples if has_text(message)]
        self._model = self.learn(examples)
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
        return self._resource

    def apply(self, message: Message) -> None:
        """Apply the model, once there is one."""
        if self._model:
            self.judge(self._model, message)

    @abstractmethod
    def learn(self, examples: list[Message]) -> LinearModel:
        """Train a model on tokenized and featurized examples."""

    @abstractmethod
    def judge(self, model: LinearModel, message: Message) -> None:
        """Write what the model says into one message."""
