"""The cards of a note on its way to the school's counsellor: the button, what goes and to whom, and what was sent."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.channels.desk import Offer
from bot.channels.handover import NOTE_LIMIT, Ready, fact_names, topic_names, warning
from bot.channels.teams.activities import MARK, NOTE_OPEN, NOTE_SEND
from bot.channels.teams.blocks import Block, actions, container, heading, lines, open_url, words
from bot.channels.teams.cards import EMERGENCY, Activity, card
from bot.channels.teams.sections import LIMIT, size
from bot.channels.teams.wording import label, word
from bot.texts import text

NAME = "utter_teams_note"
COUNSELLOR = "studievejleder"


def way_to_send(offer: Offer, sealed: str) -> list[Block]:
    """Return what stands under a note that the school's counsellor may get; where she may not, why.

    Args:
        offer: what the school says.
        sealed: what the button carries.
    """
    if not offer.takes:
        return [words(offer.why_not, size="small")] if offer.why_not else []
    title = label(NAME, "open" if offer.role == COUNSELLOR else "open_other").replace("{role}", offer.role_name)
    return [actions([_submit(title, NOTE_OPEN, sealed)], spacing="medium")]


def form(made: Ready, offer: Offer, handover: Mapping[str, Any], sealed: str, again: bool = False) -> Activity | None:
    """Return exactly what goes, to be read and edited: danger first, then to whom, the words, and what goes with them.

    Args:
        made: the note.
        offer: who gets it.
        handover: what goes with it (contracts.md, section 5).
        sealed: what the button carries.
        again: names were taken out of what the teacher wrote, and it was not sent.

    Returns:
        None when it has no room in a card.
    """
    field = {
        "type": "Input.Text",
        "id": "note",
        "label": label(NAME, "field"),
        "isMultiline": True,
        "maxLength": NOTE_LIMIT,
        "value": made.text,
        "isRequired": True,
        "errorMessage": label(NAME, "empty"),
    }
    removed = [words(label(NAME, "again" if again else "removed"), weight="bolder")] if made.removed else []
    return _fitting(
        [
            *_danger(made),
            heading(label(NAME, "heading")),
            words(text(NAME, role=offer.role_name, school=offer.school_name)),
            *removed,
            field,
            words(_goes_with(handover, made.urgency)),
            words(label(NAME, "nameless")),
            actions([_submit(label(NAME, "send"), NOTE_SEND, sealed, inputs=True)], spacing="medium"),
        ],
        label(NAME, "heading"),
    )


def sent(line: str, note: str | None) -> Activity:
    """Return the receipt, with nothing left to press.

    Args:
        line: what became of the note.
        note: as it was sent; None where only its number is known here.
    """
    said = label(NAME, "sent")
    above = [heading(said), words(line)]
    # A block for each line takes more room than the words; a very long note stands in one.
    return _fitting([*above, *lines(note or "")], said) or card([*above, words(note or "")], said)


def _danger(made: Ready) -> list[Block]:
    said = warning(made)
    if said is None:
        return []
    call = actions([open_url(word("call"), EMERGENCY)], spacing="small")
    return [container([words(said, weight="bolder"), call], style="attention", bleed=True)]


def _goes_with(handover: Mapping[str, Any], urgency: str) -> str:
    names, home = topic_names(handover), handover.get("municipality_name")
    found = [label(NAME, "topics").replace("{names}", ", ".join(names))] if names else []
    found += [label(NAME, "municipality").replace("{name}", str(home))] if home else []
    return label(NAME, "goes_with").replace(
        "{facts}", _listed([*found, *fact_names(handover), label(NAME, f"urgency_{urgency}")])
    )


def _listed(names: list[str]) -> str:
    return label(NAME, "and").join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _submit(title: str, mark: str, sealed: str, inputs: bool = False) -> Block:
    look = {} if inputs else {"associatedInputs": "none"}
    return {"type": "Action.Submit", "title": title, **look, "data": {MARK: mark, "sealed": sealed}}


def _fitting(body: Sequence[Block], summary: str) -> Activity | None:
    made = card(list(body), summary, text("utter_teams_fallback", lead=f"{summary}."))
    return made if size(made) <= LIMIT else None
