"""What each activity of Teams means, and that nothing of a group is read."""

import time

import pytest
from talk_bench import KEY, RECORDED, recorded

from bot.channels.teams.activities import delivery_of, place_of, read, sender_of, tenant_of
from bot.channels.teams.markup import plain

KINDS = {
    "text": "message",
    "text_with_markup": "message",
    "mention_in_private": "message",
    "mention_of_another": "message",
    "press": "submit",
    "submit": "submit",
    "submit_as_string": "submit",
    "execute": "execute",
    "foreign_invoke": "other_invoke",
    "choose": "follow_up",
    "answer_no": "follow_up",
    "stop_button": "follow_up",
    "install": "welcome",
    "members_added": "welcome",
    "members_removed": "silence",
    "remove": "farewell",
    "edit": "edit",
    "undelete": "silence",
    "delete": "delete",
    "reaction": "silence",
    "typing": "silence",
    "picture": "attachment",
    "file_with_text": "message",
    "empty": "message",
    "group_addressed": "group",
    "group_not_addressed": "silence",
    "channel_addressed": "group",
    "group_install": "group",
    "group_submit": "silence",
}


def test_every_recorded_activity_has_an_expectation() -> None:
    assert set(KINDS) == set(RECORDED)


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_each_activity_is_what_it_is(name: str, kind: str) -> None:
    assert read(recorded(name)).kind == kind


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("text", "En elev på 17 fra Ikast er tit væk og virker trist."),
        ("text_with_markup", 'Eleven sagde: "jeg orker ikke mere"\n\nHvad gør jeg?'),
        ("mention_in_private", "en elev virker trist"),
        ("mention_of_another", "[navn] er tit væk"),
        ("press", "Under 18"),
        ("submit", "18 eller ældre"),
        ("submit_as_string", "Ved ikke"),
        ("execute", "Nej"),
        ("edit", "Eleven er 16 og bor i Ikast"),
    ],
)
def test_the_words_are_those_that_were_typed_or_pressed(name: str, text: str) -> None:
    assert read(recorded(name)).text == text


@pytest.mark.parametrize("action", ["add-upgrade", "remove-upgrade", None, 7])
def test_an_upgrade_of_the_app_neither_greets_nor_forgets(action: object) -> None:
    assert read(recorded("install", action=action)).kind == "silence"
    assert read(recorded("group_install", action=action)).kind == "silence"


def test_of_a_group_nothing_is_read() -> None:
    for name in ("group_addressed", "group_not_addressed", "channel_addressed"):
        event = read(recorded(name))
        assert event.text == "" and "Mads" not in repr(event)


def test_an_activity_without_a_kind_of_conversation_is_no_private_chat() -> None:
    assert read(recorded("text", conversation={"id": "a:1"})).kind == "silence"


def test_a_file_is_noticed_and_its_name_is_not_read() -> None:
    event = read(recorded("file_with_text"))
    assert event.attached and "Mads" not in repr(event)
    assert not read(recorded("text")).attached, "Teams' own markup is no file"


def test_the_follow_up_says_what_was_chosen() -> None:
    chosen, answered = read(recorded("choose")), read(recorded("answer_no"))
    assert (chosen.action, chosen.word) == ("choose", "2026-12-01")
    assert (answered.action, answered.word) == ("answer", "no")
    assert read(recorded("stop_button")).action == "stop"


@pytest.mark.parametrize(
    "value", ["{", "[1]", 7, {"x": 1}, {"vejviser": 3}, {"vejviser": "say"}, {"vejviser": "say", "text": ["a"]}, None]
)
def test_a_value_that_is_not_ours_counts_as_typed_text(value: object) -> None:
    event = read(recorded("text", value=value))
    assert event.kind in ("message", "submit") and event.text.startswith("En elev på 17")


@pytest.mark.parametrize("field", ["text", "entities", "attachments", "channelData", "from", "recipient", "value"])
@pytest.mark.parametrize("wrong", [7, "x", [], [None], {}, None, [{"type": "mention"}]])
def test_a_field_of_another_shape_stops_nothing(field: str, wrong: object) -> None:
    for name in RECORDED:
        activity = recorded(name, **{field: wrong})
        read(activity), sender_of(activity, KEY), tenant_of(activity), delivery_of(activity)


def test_a_person_and_a_chat_together_make_a_conversation() -> None:
    own = sender_of(recorded("text"), KEY)
    assert own == sender_of(recorded("press"), KEY), "the same chat, also by a button"
    assert own != sender_of(recorded("text"), b"another key")
    assert own != sender_of(recorded("group_addressed"), KEY), "a group is never the private chat"
    other = {**RECORDED["text"]["from"], "id": "29:other"}
    assert own != sender_of({**RECORDED["text"], "from": other}, KEY)
    for known in (RECORDED["text"]["conversation"]["id"], RECORDED["text"]["from"]["aadObjectId"], "Karen"):
        assert known not in own


def test_the_place_holds_no_name() -> None:
    place = place_of(recorded("text"))
    assert "Karen" not in repr(place) and place.user == {"id": RECORDED["text"]["from"]["id"]}
    assert place.tenant == RECORDED["text"]["conversation"]["tenantId"]


def test_a_delivery_is_the_same_twice_and_an_edit_is_another() -> None:
    assert delivery_of(recorded("text")) == delivery_of(recorded("text", timestamp="2026-11-23T08:11:00Z"))
    assert delivery_of(recorded("text")) != delivery_of(recorded("text", id="2"))
    assert delivery_of(recorded("edit")) != delivery_of(recorded("edit", timestamp="2026-11-23T08:11:00Z"))
    assert delivery_of(recorded("edit")) != delivery_of(recorded("delete"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<han vil dø> sagde hun", "<han vil dø> sagde hun"),
        ("<b>han vil dø</b>", "han vil dø"),
        ('<p itemprop="copy-paste-block">en</p><p>to</p>', "en\n\nto"),
        ("a < b og c > d", "a < b og c > d"),
        ("<b han vil dø>", "<b han vil dø>"),
        ("skylder 2&nbsp;000 kr &amp; mere", "skylder 2 000 kr & mere"),
        ("en<br>to<br/>tre", "en\nto\ntre"),
        ('<at id="0">Vejviser</at> hej', "[navn] hej"),
    ],
)
def test_no_word_is_lost_with_the_markup(text: str, words: str) -> None:
    assert plain({"text": text}) == words


def test_a_mention_takes_no_word_that_stands_in_no_mention() -> None:
    stolen = {"type": "mention", "text": "dø", "mentioned": {"id": "28:bot"}}
    assert plain({"text": "hun vil dø", "entities": [stolen], "recipient": {"id": "28:bot"}}) == "hun vil dø"


@pytest.mark.parametrize("text", ["<" * 60_000, "<p a=" * 12_000, "<at>" * 15_000, "<at " * 15_000, "\n" * 60_000])
def test_hostile_markup_takes_no_time(text: str) -> None:
    begun = time.process_time()
    plain({"text": text})
    assert time.process_time() - begun < 0.5
