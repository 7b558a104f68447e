"""Why an activity is refused. `docs/teams_refusals.md` lists them; no reason holds any content."""

# Every reason, with the status it is answered with: 401, the token does not show who sends; 403, it does, but not this.
REASONS = {
    "no_token": 401,
    "not_bearer": 401,
    "two_tokens": 401,
    "token_too_long": 401,
    "not_a_token": 401,
    "wrong_algorithm": 401,
    "own_key": 401,
    "critical_header": 401,
    "no_key_id": 401,
    "wrong_issuer": 401,
    "no_keys": 401,
    "unknown_key": 401,
    "weak_key": 401,
    "bad_signature": 401,
    "expired": 401,
    "not_yet_valid": 401,
    "no_expiry": 401,
    "no_audience": 401,
    "wrong_audience": 401,
    "not_an_activity": 403,
    "wrong_channel": 403,
    "key_not_endorsed": 403,
    "no_service_url": 403,
    "other_service_url": 403,
    "host_not_allowed": 403,
    "no_tenant": 403,
    "two_tenants": 403,
    "other_tenant": 403,
}


class Refused(Exception):
    """An activity is refused. `reason` is one of REASONS, `status` what to answer; neither holds any content."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = REASONS[reason]
