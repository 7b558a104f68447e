"""A school's look on the page, and what the doors say of who may show it, over HTTP and in a browser."""

import base64
from typing import Any

import pytest
import requests
from axe_report import audit
from embed_host import Site, png
from playwright.sync_api import expect
from stand_in import FakeBot, OpenPage

pytestmark = pytest.mark.slow

LOGO = {"media_type": "image/png", "width": 60, "height": 30, "data": base64.b64encode(png()).decode()}


def test_a_school_has_its_own_name_logo_and_colour(
    open_page: OpenPage, fake_bot: FakeBot, sites: dict[str, Site]
) -> None:
    # The palest grey that is taken: what can be read in it can be read in all that are.
    sites["directory"].school("farverig", name="Skolen <b>Farverig</b>", accent="#767676", logo=LOGO)
    chat = open_page("farverig", url=fake_bot.url, viewport={"width": 1280, "height": 720})
    expect(chat.page.get_by_role("banner")).to_contain_text("Skolen <b>Farverig</b>")
    logo = chat.page.locator("img.logo")
    assert logo.evaluate("(one) => one.complete && one.naturalWidth") == 60
    box = logo.bounding_box()
    assert box and (box["width"], box["height"]) == (72, 36)
    chat.say("plan")
    assert not audit(chat.page, "a school's own look")
    chat.page.set_viewport_size({"width": 320, "height": 640})
    chat.screenshot("school_look_320")
    assert chat.fits()


def test_a_look_that_the_directory_should_not_have_given_is_left_out(fake_bot: FakeBot, sites: dict[str, Site]) -> None:
    worse = {"media_type": "text/html", "width": 60, "height": 30, "data": "PGI+"}
    hosts = ["https://a.example; script-src *", "*", "http://b.example", "https://c.example"]
    sites["directory"].school("skrap", accent="red}body{}", logo=worse, embed_origins=hosts)
    page = requests.get(f"{fake_bot.url}/chat/?skole=skrap", timeout=10)
    assert page.headers["Content-Security-Policy"].endswith("frame-ancestors 'self' https://c.example")
    assert "skole.css" not in page.text and "skole-logo" not in page.text
    for part in ("skole.css", "skole-logo"):
        assert requests.get(f"{fake_bot.url}/chat/{part}?skole=skrap", timeout=10).status_code == 404


def test_the_page_names_who_may_show_it_for_each_school(fake_bot: FakeBot, sites: dict[str, Site]) -> None:
    def headers(query: str) -> Any:
        return requests.get(f"{fake_bot.url}/chat/{query}", timeout=10).headers

    ours, other, none = headers("?skole=vores-skole"), headers("?skole=nabo"), headers("?skole=findes-ikke")
    assert ours["Content-Security-Policy"].endswith(f"frame-ancestors 'self' {sites['intranet'].url}")
    assert other["Content-Security-Policy"].endswith("frame-ancestors 'self' https://nabo.example")
    assert "X-Frame-Options" not in ours and ours["ETag"] != other["ETag"]
    assert (
        none["Content-Security-Policy"].endswith("frame-ancestors 'self'") and none["X-Frame-Options"] == "SAMEORIGIN"
    )
    script = headers("embed.js")
    assert script["Cross-Origin-Resource-Policy"] == "cross-origin" and script["Content-Type"].startswith(
        "text/javascript"
    )
    assert headers("chat.js")["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_framed_cookie_is_given_only_where_a_frame_can_be(fake_bot: FakeBot, sites: dict[str, Site]) -> None:
    def begin(**body: Any) -> str:
        return requests.post(f"{fake_bot.url}/chat/conversations", json=body, timeout=10).headers["Set-Cookie"]

    for body in ({"school": "vores-skole"}, {"school": "findes-ikke", "framed": True}, {"framed": True}):
        assert "SameSite=Strict" in begin(**body) and "Partitioned" not in begin(**body), body
    given = begin(school="vores-skole", framed=True)
    for part in ("vejviser-ramme=", "HttpOnly", "Secure", "SameSite=None", "Partitioned", "Path=/chat"):
        assert part in given
    # What SameSite no longer stops is stopped by where the request says it comes from.
    headers = {"Cookie": given.partition(";")[0], "Sec-Fetch-Site": "cross-site", "Origin": sites["stranger"].url}
    for method, path in (("POST", "messages"), ("POST", "conversations"), ("DELETE", "conversations")):
        reply = requests.request(method, f"{fake_bot.url}/chat/{path}", json={}, headers=headers, timeout=10)
        assert reply.status_code == 403 and "Set-Cookie" not in reply.headers
