"""Rasa without the parts that nothing here uses: TensorFlow, and the clients of other chat services and databases.

Rasa 3.6.21 imports them all at start, whether they are used or not. TensorFlow alone is more than half of the bot's
memory and of its cold start, and 1.7 GB on the disk (docs/parts.md). They are left out of the environment
(`requirements/left_out.txt`); importing them gives a stand-in, and using one says what is missing.
"""

import sys
import types
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any

# Import names of the packages in requirements/left_out.txt that Rasa imports at its own start.
LEFT_OUT = frozenset(
    {
        "aio_pika",
        "aiogram",
        "aiormq",
        "boto3",
        "botocore",
        "fbmessenger",
        "google",
        "keras",
        "mattermostwrapper",
        "prompt_toolkit",
        "pymongo",
        "questionary",
        "slack_sdk",
        "socketio",
        "tensorflow",
        "twilio",
        "webexteamssdk",
    }
)


class LeftOut(ImportError):
    """Something of a package that is left out was used."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is left out of this environment (requirements/left_out.txt, bot/left_out.py)")


class StandIn(type):
    """A class that can be named, subclassed and used as a decorator while a module is imported, and nothing else."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(f"{cls.__module__}.{name}")

    def __call__(cls, *args: Any, **options: Any) -> Any:
        # `@tf.function` and `@tf.function(...)`: the decorated is never called, so it may stay as it is.
        if len(args) == 1 and not options and callable(args[0]):
            return args[0]
        if not args or options:
            return lambda decorated: decorated
        raise LeftOut(cls.__module__)


class StandInModule(types.ModuleType):
    """A module in which every name is a stand-in."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _stand_in(f"{self.__name__}.{name}")


class Finder(MetaPathFinder, Loader):
    """Answers for what is not installed. It stands last: where the real package is installed, that one is taken."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return a specification for a package that is left out."""
        return ModuleSpec(fullname, self, is_package=True) if fullname.partition(".")[0] in LEFT_OUT else None

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        """Make the stand-in."""
        return StandInModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """Fill nothing in."""


def leave_out() -> None:
    """Let imports of what is left out succeed. Calling it twice changes nothing."""
    if not any(isinstance(finder, Finder) for finder in sys.meta_path):
        sys.meta_path.append(Finder())


def _stand_in(name: str) -> Any:
    return StandIn(name.rpartition(".")[2], (), {"__module__": name})
