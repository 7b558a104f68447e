"""Rasa's counter of words and parts of words, for whole messages only."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer import CountVectorsFeaturizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceCounts(CountVectorsFeaturizer):
    """Counts each message once, all of them in one go; Rasa's own also counts every word by itself, for DIET."""

    def process(self, messages: list[Message]) -> list[Message]:
        """Add counts to every message that has tokens."""
        counter = (self.vectorizers or {}).get(TEXT)
        tokens = [self._get_processed_message_tokens_by_attribute(message, TEXT) for message in messages]
        counted = [(message, " ".join(words)) for message, words in zip(messages, tokens, strict=True) if words]
        if counter is None or not counted:
            return messages
        found = counter.transform([text for _, text in counted]).tocsr()
        found.sort_indices()
        for row, (message, _) in enumerate(counted):
            self.add_features_to_message(None, found[row], TEXT, message)
        return messages
