"""Rasa's endpoints files, of one machine and of several."""

import pytest
import yaml
from house import ROOT
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig


@pytest.mark.parametrize("name", ["endpoints.yml", "deploy/endpoints.shared.yml"])
def test_no_action_is_sent_the_domain(name: str) -> None:
    read = yaml.safe_load((ROOT / name).read_text("utf-8"))["action_endpoint"]
    domain = Domain.load(str(ROOT / "domain.yml"))
    for action in yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))["actions"]:
        call = RemoteAction(action, EndpointConfig.from_dict(read))
        body = call._action_call_format(DialogueStateTracker("x", domain.slots), domain)
        # Rasa sends it to whatever validates a form, come what may.
        assert ("domain" in body) == action.startswith("validate_") and body["next_action"] == action
