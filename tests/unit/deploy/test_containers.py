"""What a container begins with, and how it looks at itself."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from deploy import container, make_secrets
from deploy.ask_health import is_healthy


def test_secrets_are_made_once_and_kept_from_others(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    made = make_secrets.make(folder)
    before = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    assert folder.stat().st_mode & 0o777 == 0o700 and set(made) == set(before)
    assert make_secrets.make(folder) == []
    strong = [before[f"vejviser_{name}"] for name in make_secrets.MADE]
    assert len({*strong}) == len(strong) and all(len(key) >= 64 for key in strong)
    (folder / "vejviser_redis").unlink()
    make_secrets.make(folder)
    assert (folder / "vejviser_redis").read_text("utf-8") == before["vejviser_redis"], "the same password again"


def test_a_container_takes_its_secrets_from_files(tmp_path: Path) -> None:
    (tmp_path / "vejviser_secret_key").write_text("from the file\n", "utf-8")
    (tmp_path / "vejviser_teams_secret").write_text("\n", "utf-8")
    (tmp_path / "vejviser_teams_certificate_file").write_text("-----BEGIN", "utf-8")
    (tmp_path / "tls_key").write_text("somebody else's", "utf-8")
    given = {"VEJVISER_SECRET_KEY": "from before", "VEJVISER_TEAMS_SECRET": "", "VEJVISER_DEBUG": "", "HOME": ""}
    assert container.environment(given, tmp_path) == {"VEJVISER_SECRET_KEY": "from the file", "HOME": ""}


def test_a_certificate_is_closed_to_everybody_else(tmp_path: Path) -> None:
    """The bot does not start in production with one that others can read."""
    make_secrets.make(tmp_path / "secrets")
    assert (tmp_path / "secrets" / "vejviser_teams_certificate_file").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False), (302, False)])
def test_health_is_200_and_nothing_else(status: int, healthy: bool) -> None:
    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Location", "/chat/")
            self.end_headers()

        def log_message(self, *_said: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        assert is_healthy(server.server_port, "/health/ready") is healthy
    finally:
        server.shutdown()
        server.server_close()
    assert is_healthy(server.server_port, "/health/ready") is False, "nobody is there now"
