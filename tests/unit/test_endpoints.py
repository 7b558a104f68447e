"""Rasa's endpoints files, of one machine and of several."""

import pytest
import yaml
from house import ROOT
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot import rasa_fixes


@pytest.mark.parametrize("name", ["endpoints.yml", "deploy/endpoints.shared.yml"])
@pytest.mark.parametrize("fixed", [False, True])
def test_no_action_is_sent_the_domain(name: str, fixed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not needed any more when Rasa sends it to no action: remove send_no_domain then."""
    own = Domain.does_custom_action_explicitly_need_domain
    monkeypatch.setattr(Domain, "does_custom_action_explicitly_need_domain", own)
    if fixed:
        rasa_fixes.send_no_domain()
    read = yaml.safe_load((ROOT / name).read_text("utf-8"))["action_endpoint"]
    domain = Domain.load(str(ROOT / "domain.yml"))
    for action in yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))["actions"]:
        call = RemoteAction(action, EndpointConfig.from_dict(read))
        body = call._action_call_format(DialogueStateTracker("x", domain.slots), domain)
        # Rasa sends it to whatever validates a form, come what may.
        sent = action.startswith("validate_") and not fixed
        assert ("domain" in body) == sent and body["next_action"] == action
