"""The card on which a teacher says how a contact went: whom, where, and seven short items; everything is chosen."""

from collections.abc import Mapping, Sequence

from bot.channels.rating import Questions, Whom, label, municipalities, whom
from bot.channels.teams.activities import MARK
from bot.channels.teams.blocks import Block, actions, container, lines, press, words
from bot.channels.teams.cards import Activity, card
from bot.texts import text

Values = Mapping[str, str]


def rating_card(
    key: str, reached: bool, questions: Questions, given: Values | None = None, problem: str = ""
) -> Activity:
    """Return the card.

    Args:
        key: the answer's own random id. It stands in the card, so that what is sent twice is kept once.
        reached: whether somebody was reached; the seven are asked only then.
        questions: what the directory asks.
        given: what has been chosen already, when the card is shown once more.
        problem: why it is shown once more.
    """
    chosen = given or {}
    said = text("utter_rating_ask")
    body = [container(lines(problem, {"weight": "bolder"}), style="warning", bleed=True)] if problem else []
    body += lines(said, {"weight": "bolder"})
    body.append(words(text("utter_rating_private"), size="small", isSubtle=True))
    body.append(_choice("to_role", label("whom" if reached else "whom_not"), _roles(), chosen))
    places = [(name, code) for code, name in municipalities()]
    hint = f"{label('municipality')} {label('municipality_hint')}"
    body.append(_choice("municipality", hint, places, chosen, style="filtered", needed=False))
    if reached:
        scale = [(word, str(value)) for value, word in questions.scale]
        body += [_choice(code, asked, scale, chosen) for code, asked in questions.items]
    send = {"type": "Action.Submit", "title": label("send"), "data": {MARK: "rate", "id": key, "reached": reached}}
    return card([*body, actions([send, press(label("decline"), {MARK: "decline"})], spacing="medium")], said)


def reached_card(questions: Questions) -> Activity:
    """Return the first question alone; its two answers lead to the card."""
    named = [press(label(f"answer_{code}"), {MARK: "answer", "answer": code}) for code in ("yes", "no")]
    return card([*lines(questions.reached, {"weight": "bolder"}), actions(named, spacing="medium")], questions.reached)


def _roles() -> list[tuple[str, str]]:
    return [(_where(one), one.id) for one in whom()]


def _where(one: Whom) -> str:
    return f"{one.name} ({label('at_school')})" if one.inside else one.name


def _choice(
    name: str,
    asked: str,
    listed: Sequence[tuple[str, str]],
    chosen: Values,
    *,
    style: str = "compact",
    needed: bool = True,
) -> Block:
    value = chosen.get(name, "")
    made: Block = {
        "type": "Input.ChoiceSet",
        "id": name,
        "label": asked,
        "style": style,
        "placeholder": label("choose"),
        "choices": [{"title": title, "value": code} for title, code in listed],
    }
    # What a client sent back is shown again only when it is one of the choices.
    made |= {"value": value} if value in [code for _, code in listed] else {}
    return made | ({"isRequired": True, "errorMessage": label("missing")} if needed else {})
