"""Our runner of Rasa's graph beside Rasa's own: the same outputs, in an order that is right, for one message."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

from bot.graph import StraightRunner
from bot.once import once

READ: list[str] = []


@once
def read(text: str) -> str:
    READ.append(text)
    return text.upper()


class Piece(GraphComponent):
    """Joins what it is given, each read once."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Piece:
        return cls()

    def join(self, first: str, second: str = "") -> str:
        return f"({read(first)}{second})"


def node(**needs: str) -> SchemaNode:
    return SchemaNode(needs=needs, uses=Piece, constructor_name="create", fn="join", config={})


# The last is asked for alone; "aside" is not wanted by anybody.
SCHEMA = GraphSchema(
    {
        "last": node(first="message", second="middle"),
        "middle": node(first="message", second="begin"),
        "begin": node(first="message"),
        "aside": node(first="other"),
    }
)


@pytest.fixture(params=[DaskGraphRunner, StraightRunner])
def runner(request: pytest.FixtureRequest, tmp_path: Path) -> DaskGraphRunner:
    made: DaskGraphRunner = request.param.create(SCHEMA, LocalModelStorage.create(tmp_path), ExecutionContext(SCHEMA))
    READ.clear()
    return made


def test_each_node_gets_what_it_needs(runner: DaskGraphRunner) -> None:
    for message in ("hej", "tak"):
        big = message.upper()
        assert runner.run({"message": message}, ["last"]) == {"last": f"({big}({big}({big})))"}
        both = runner.run({"message": message}, ["begin", "middle"])
        assert both == {"begin": f"({big})", "middle": f"({big}({big}))"}


def test_what_is_missing_is_said(runner: DaskGraphRunner) -> None:
    with pytest.raises(Exception, match="message"):
        runner.run({}, ["begin"])


def test_a_message_is_read_once_and_then_forgotten(tmp_path: Path) -> None:
    straight = StraightRunner.create(SCHEMA, LocalModelStorage.create(tmp_path), ExecutionContext(SCHEMA))
    READ.clear()
    straight.run({"message": "hej"}, ["last"])
    assert READ == ["hej"]
    straight.run({"message": "hej"}, ["last"])
    assert READ == ["hej", "hej"]
    assert read("hej") == read("hej") == "HEJ"
    assert len(READ) == 4
