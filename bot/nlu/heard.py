"""The teacher's own words behind the topics, for "jeg hørte: hash, skylder penge"."""

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.lexicon import heard
from bot.nlu.message_component import MessageComponent
from bot.nlu.understanding import UNDERSTANDING, write
from bot.text import read_words


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class HeardComponent(MessageComponent):
    """Writes which words of the message point at its topics."""

    def apply(self, message: Message) -> None:
        """Look only where there are topics to explain."""
        text, topics = message.get(TEXT), message.get(UNDERSTANDING)["topics"]
        if topics:
            write(message, heard=list(heard(text, read_words(text), topics)))
