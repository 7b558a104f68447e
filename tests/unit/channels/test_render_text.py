"""An Answer as plain text."""

from typing import Any

from bot.channels.render_text import render


def item(**fields: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {
        "title": "",
        "text": "",
        "details": [],
        "links": [],
        "status": None,
        "status_text": "",
        "source": None,
    }
    return {**empty, **fields}


def answer(**fields: Any) -> dict[str, Any]:
    return {"kind": "plan", "text": "", "sections": [], "choices": [], "note": None, **fields}


def test_sections_have_headings_and_numbered_steps() -> None:
    items = [item(title="Tal med eleven", text="I dag."), item(title="Tag vejlederen med")]
    section = {"id": "school", "heading": "Først på skolen", "folded": False, "items": items}
    assert render(answer(text="Her er dine næste skridt.", sections=[section])) == (
        "Her er dine næste skridt.\n\nFørst på skolen\n1. Tal med eleven: I dag.\n2. Tag vejlederen med"
    )


def test_a_contact_has_its_status_and_source_beside_it() -> None:
    contact = item(
        title="Rusmiddelkonsulenten",
        text="Kan rådgive.",
        details=["Spørg efter et ungetilbud."],
        links=[
            {"label": "Kommunens side", "href": "https://example.org"},
            {"label": "70 201 201", "href": "tel:+4570201201"},
            {"label": "Kode", "href": "javascript:alert(1)"},
        ],
        status="unconfirmed",
        status_text="Ingen bekræftet kontakt endnu",
        source={"text": "Eksempel", "url": "https://example.org/k", "date": "2026-11-21"},
    )
    section = {"id": "owner", "heading": "Så i kommunen", "folded": True, "items": [contact]}
    assert render(answer(sections=[section])) == (
        "Så i kommunen\n"
        "Rusmiddelkonsulenten: Kan rådgive.\n"
        "   - Spørg efter et ungetilbud.\n"
        "   Kommunens side: https://example.org\n"
        "   70 201 201\n"
        "   [Ingen bekræftet kontakt endnu]\n"
        "   Eksempel, 2026-11-21, https://example.org/k"
    )


def test_the_note_comes_last() -> None:
    note = {"heading": "Note", "text": "Det har jeg set: …", "hint": "Der er ikke sendt noget."}
    text = render(answer(text="Her er et udkast.", note=note))
    assert text == "Her er et udkast.\n\nNote\nDet har jeg set: …\nDer er ikke sendt noget."


def test_an_answer_with_hardly_anything_is_no_error() -> None:
    assert render({"kind": "text", "text": "Hej"}) == "Hej"


def test_a_deadline_is_said_once_and_who_answers_now_is_told() -> None:
    due = {"text": "Hvornår: i dag", "date": None}
    step = item(title="Du selv", text="Tal med eleven.", details=[due["text"]], owner="Du selv", due=due)
    helper = item(title="Vagten", hours={"open": True, "text": "Åbent nu og hele døgnet"})
    sections = [{"id": name, "heading": name, "items": [one]} for name, one in (("school", step), ("owner", helper))]
    text = render(answer(sections=sections))
    assert text.count("Hvornår: i dag") == 1 and text.count("Du selv") == 1
    assert "Åbent nu og hele døgnet" in text
