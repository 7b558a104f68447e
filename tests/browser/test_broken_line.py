"""A line that breaks while the answer is on its way: the page asks once more, with the same id, by itself."""

import json
from typing import Any

import pytest
from playwright.sync_api import expect
from stand_in import OpenPage

pytestmark = pytest.mark.slow


def test_a_line_that_breaks_once_is_not_seen(open_page: OpenPage) -> None:
    chat = open_page()
    sent: list[Any] = []

    def once(route: Any) -> None:
        sent.append(json.loads(route.request.post_data))
        if len(sent) == 1:
            route.abort()
        else:
            route.continue_()

    chat.page.route("**/chat/messages", once)
    chat.say("Hun er væk hver mandag.")
    chat.settle()
    expect(chat.last()).to_contain_text("Hvor gammel er eleven?")
    expect(chat.problem).to_be_hidden()
    assert len(sent) == 2 and sent[0] == sent[1] and sent[0]["message_id"]
