"""Conversation ids belong to one server and one browser."""

import pytest

from bot.channels.ids import Conversation, Issuer, holds_persons_number, reader_role, school_slug


def test_an_id_opens_for_its_own_browser_and_names_the_school() -> None:
    issuer = Issuer("secret")
    browser = issuer.browser(None)
    conversation = issuer.issue(browser, "eksempelskolen")
    opened = issuer.read(conversation, browser)
    assert opened and opened.school == "eksempelskolen"
    assert opened.sender and opened.sender not in (conversation, browser)


def test_no_one_else_can_use_it() -> None:
    issuer = Issuer("secret")
    browser = issuer.browser(None)
    conversation = issuer.issue(browser)
    assert issuer.read(conversation, issuer.browser(None)) is None
    assert issuer.read(conversation, None) is None
    assert Issuer("another secret").read(conversation, browser) is None
    assert Issuer().read(conversation, browser) is None


def test_servers_with_the_same_secret_share_ids() -> None:
    browser = Issuer("secret").browser(None)
    assert Issuer("secret").read(Issuer("secret").issue(browser), browser)


@pytest.mark.parametrize("forged", ["", ".", "..", "a", "sender.school.", "æ.ø.å", "x" * 10_000])
def test_a_forged_id_is_refused(forged: str) -> None:
    issuer = Issuer("secret")
    assert issuer.read(forged, issuer.browser(None)) is None


def test_the_school_cannot_be_changed() -> None:
    issuer = Issuer("secret")
    browser = issuer.browser(None)
    changed = issuer.issue(browser, "en-skole").replace("en-skole", "to-skole")
    assert issuer.read(changed, browser) is None


@pytest.mark.parametrize(
    "school", [None, "", 7, "Skole.med.punktum", "../x", "a" * 61, "010203-1234", "skole-0102031234"]
)
def test_a_school_that_is_no_slug_is_left_out(school: object) -> None:
    issuer = Issuer("secret")
    browser = issuer.browser(None)
    opened = issuer.read(issuer.issue(browser, school), browser)
    assert isinstance(opened, Conversation) and opened.school is None


def test_an_id_names_the_role_it_was_begun_for_and_it_cannot_be_changed() -> None:
    issuer = Issuer("secret")
    browser = issuer.browser(None)
    for school in ("eksempelskolen", None):
        told = issuer.read(issuer.issue(browser, school, "studievejleder"), browser)
        assert told and (told.school, told.role) == (school, "studievejleder")
        assert told.metadata == ({"school": school} if school else {}) | {"role": "studievejleder"}
    forged = issuer.issue(browser, "skolen").replace("skolen.", "skolen.studievejleder")
    assert issuer.read(forged, browser) is None


@pytest.mark.parametrize("role", [None, "", "skoleleder", "studievejleder.x", "told_to", 7, "Studievejleder"])
def test_a_role_without_a_welcome_is_left_out(role: object) -> None:
    issuer = Issuer("secret")
    browser = issuer.browser(None)
    opened = issuer.read(issuer.issue(browser, "skolen", role), browser)
    assert opened == Conversation(opened.sender if opened else "", "skolen", None)
    assert reader_role(role) is None


def test_ids_do_not_repeat_and_a_cookie_of_ours_is_kept() -> None:
    issuer = Issuer("secret")
    browser = issuer.browser(None)
    assert len({issuer.issue(browser) for _ in range(1000)}) == 1000
    assert issuer.browser(browser) == browser
    assert issuer.browser("forged; Path=/") != "forged; Path=/"


@pytest.mark.parametrize("slug", ["eksempelskolen", "skole-2026", "eud-syd-1", "a" * 60])
def test_a_schools_slug_is_taken(slug: str) -> None:
    assert school_slug(slug) == slug


@pytest.mark.parametrize("given", ["010203-1234", "elev 0102031234", "x-010203.1234-y", "010203 - 1234"])
def test_an_id_with_a_cpr_number_is_seen(given: str) -> None:
    assert holds_persons_number(given)


@pytest.mark.parametrize("given", ["rest-0f1e2d3c4b5a6978010203a1", "rest-9f0102031234ab", "session-12", "a1b2c3"])
def test_an_ordinary_id_is_none(given: str) -> None:
    assert not holds_persons_number(given)
