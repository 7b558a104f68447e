"""The port of the figures: off unless named, this machine's alone by default, and wrong with one Danish line."""

import socket
from pathlib import Path

import pytest
import requests
from house import free_port
from prometheus_client import CollectorRegistry, Counter

from deploy import metrics, processes


@pytest.mark.parametrize("environ", [{}, {"VEJVISER_METRICS_PORT": ""}, {"VEJVISER_METRICS_PORT": "  "}])
def test_without_a_port_nothing_is_served(environ: dict[str, str]) -> None:
    assert metrics.serve(environ, CollectorRegistry()) is None


@pytest.mark.parametrize("port", ["x", "0", "65536", "-1", "9105,9106", "٩"])
def test_a_wrong_port_stops_the_start_with_one_line(port: str) -> None:
    with pytest.raises(SystemExit, match=r"^VEJVISER_METRICS_PORT er .*9105"):
        metrics.serve({"VEJVISER_METRICS_PORT": port}, CollectorRegistry())


def test_a_taken_port_stops_the_start_with_one_line() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        with pytest.raises(SystemExit, match=f"Port {port} .* er optaget"):
            metrics.serve({"VEJVISER_METRICS_PORT": port}, CollectorRegistry())


def test_the_figures_are_served_to_this_machine_alone() -> None:
    registry, port = CollectorRegistry(), free_port()
    Counter("vejviser_tried", "Tried", registry=registry).inc()
    assert metrics.serve({"VEJVISER_METRICS_PORT": str(port)}, registry) == port
    told = requests.get(f"http://127.0.0.1:{port}/metrics", timeout=5).text
    assert "vejviser_tried_total 1.0" in told and "_created" not in told
    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://127.0.0.2:{port}/metrics", timeout=5)


@pytest.mark.parametrize("code", ["Mads", None, 1, ["acute"], "acute ", ""])
def test_what_is_not_known_becomes_no_label(code: object) -> None:
    assert metrics.among(code, ("acute", "none")) == "other"
    assert metrics.among("acute", ("acute", "none")) == "acute"


def test_on_one_machine_each_part_has_a_port_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEJVISER_METRICS_PORT", "9105")
    env = {"VEJVISER_METRICS_PORT": "9105"}
    parts = processes.parts(processes.Ports(), Path("model"))
    ports = {part.name: (env | part.more)["VEJVISER_METRICS_PORT"] for part in parts}
    assert ports == {"Assistenten": "9105", "Handlingsserveren": "9106", "Kontaktregistret": "9107"}
    monkeypatch.delenv("VEJVISER_METRICS_PORT")
    assert not any(part.more for part in processes.parts(processes.Ports(), Path("model")))
