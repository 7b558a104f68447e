"""Rasa's graph of components, run one after the other: in a turn, Dask's planning would cost more than many of them."""

from functools import cache
from graphlib import TopologicalSorter
from typing import Any

from rasa.engine.runner.dask import DaskGraphRunner

from bot.once import one_message


class StraightRunner(DaskGraphRunner):
    """Runs what the wanted nodes need, in an order that is found once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make the components as Rasa does."""
        super().__init__(*args, **kwargs)
        self._in_order = cache(self._find_order)

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Run the graph for one message.

        Args:
            inputs: what the graph is given, by name.
            targets: the nodes whose output is wanted; all end nodes when there are none.

        Returns:
            The output of each wanted node.
        """
        wanted = tuple(targets or self._graph_schema.target_names)
        done = {name: (name, value) for name, value in (inputs or {}).items()}
        with one_message():
            for name, parents in self._in_order(wanted):
                # A node says itself what it lacks, so a parent that gave nothing is handed on by its name, as in Dask.
                done[name] = self._instantiated_nodes[name](*(done.get(parent, parent) for parent in parents))
        return {name: done[name][1] for name in wanted}

    def _find_order(self, wanted: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
        nodes = self._graph_schema.minimal_graph_schema(list(wanted)).nodes
        needs = {name: tuple(node.needs.values()) for name, node in nodes.items()}
        return [(name, needs[name]) for name in TopologicalSorter(needs).static_order() if name in needs]
