"""Who may use the REST door."""

from types import SimpleNamespace
from typing import Any

import pytest

from bot.channels import rest


def request(ip: str, **headers: str) -> Any:
    return SimpleNamespace(ip=ip, headers=headers)


@pytest.mark.parametrize(("ip", "open_"), [("127.0.0.1", True), ("::1", True), ("10.0.0.4", False), ("", False)])
def test_only_this_machine(ip: str, open_: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VEJVISER_PROFILE", raising=False)
    assert rest._is_open_to(request(ip)) is open_


@pytest.mark.parametrize("profile", ["production", "test", "Development", ""])
def test_only_in_development(profile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEJVISER_PROFILE", profile)
    assert not rest._is_open_to(request("127.0.0.1"))


def test_a_proxy_does_not_make_everyone_local(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VEJVISER_PROFILE", "development")
    assert not rest._is_open_to(request("127.0.0.1", **{"x-forwarded-for": "10.0.0.4"}))
