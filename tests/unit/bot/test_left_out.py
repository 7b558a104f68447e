"""What is left out of Rasa: not installed, stood in for at import, and told when it is used."""

import subprocess
import sys
from importlib.machinery import PathFinder

import pytest
from house import ROOT

from bot.left_out import LEFT_OUT, Finder, LeftOut, leave_out

LOADS = """
import bot, sys
import rasa.core.agent, rasa.__main__
import rasa.engine.recipes.default_components
print(type(sys.modules["tensorflow"]).__name__)
"""


@pytest.mark.parametrize("name", sorted(LEFT_OUT))
def test_it_is_not_installed(name: str) -> None:
    found = PathFinder.find_spec(name)
    # A folder without code may be left by an earlier environment.
    assert found is None or found.origin is None


def test_all_of_rasa_can_be_imported_without_it() -> None:
    done = subprocess.run([sys.executable, "-c", LOADS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.split() == ["StandInModule"]


def test_a_use_says_what_is_missing() -> None:
    import tensorflow

    with pytest.raises(LeftOut, match=r"tensorflow.*left_out\.txt"):
        tensorflow.keras.Model([1], 2)


def test_a_class_and_a_decorator_of_it_do_no_harm() -> None:
    import tensorflow

    class Layer(tensorflow.keras.layers.Layer):
        def call(self) -> int:
            return 1

    def double(number: int) -> int:
        return 2 * number

    assert Layer.call(None) == 1  # type: ignore[arg-type]
    assert tensorflow.function(double)(2) == tensorflow.function(jit_compile=True)(double)(2) == 4


def test_what_is_installed_goes_before_the_stand_in() -> None:
    leave_out()
    finders = [position for position, finder in enumerate(sys.meta_path) if isinstance(finder, Finder)]
    assert len(finders) == 1 and finders[0] > sys.meta_path.index(PathFinder)


def test_a_module_that_is_simply_missing_is_missing() -> None:
    with pytest.raises(ModuleNotFoundError):
        __import__("tensorflowx")
