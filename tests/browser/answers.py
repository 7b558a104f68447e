"""Answers as an action sends them (docs/contracts.md, section 5), with invented content that is marked as such."""

from typing import Any

SOURCE = {"text": "Eksempelkilde", "url": "https://example.org/kilde", "date": "2026-11-21"}

QUESTION: dict[str, Any] = {
    "utter_action": "utter_ask_age_group",
    "text": "Hvor gammel er eleven? Reglerne er forskellige før og efter 18 år.",
    "buttons": [{"title": title, "payload": title} for title in ("Under 18", "18 eller ældre", "Ved ikke")],
}


def item(title: str, text: str = "", **more: Any) -> dict[str, Any]:
    """Return one item of a section, with nothing in the fields that are not given."""
    empty: dict[str, Any] = {"details": [], "links": [], "status": None, "status_text": "", "source": None}
    return {"title": title, "text": text, **empty, **more}


TRIAGE: list[dict[str, Any]] = [
    {
        "id": "triage",
        "heading": "Førstevurdering",
        "folded": False,
        "items": [item("◆ Gul: Se på det snart", "Et skridt skal ske inden to dage.", details=["Senest: i morgen"])],
    },
    {
        "id": "missing",
        "heading": "Spørg læreren",
        "folded": False,
        "items": [item("Elevens hjemkommune", "Hvilken kommune bor eleven i?")],
    },
]

PLAN: dict[str, Any] = {
    "kind": "plan",
    "text": "Jeg hørte: rusmidler. Eleven er under 18 og bor i Ikast-Brande Kommune.\nHer er dine næste skridt.",
    "sections": [
        {
            "id": "school",
            "heading": "Først på skolen",
            "folded": False,
            "items": [
                item(
                    "Du selv",
                    "Tal med eleven i dag. Sig, hvad du har set. Lov ikke at holde det hemmeligt.",
                    details=["Hvornår: inden 3 skoledage, senest onsdag den 25. november 2026"],
                    owner="Du selv",
                    due={
                        "text": "Hvornår: inden 3 skoledage, senest onsdag den 25. november 2026",
                        "date": "2026-11-25",
                    },
                ),
                item("Tag studievejlederen med", "Inden for to dage.", details=["Stedfortræder: uddannelseslederen"]),
                item("Skriv ned, hvad I aftaler", "Hold dig til det, du har set og hørt.", source=SOURCE),
            ],
        },
        {
            "id": "owner",
            "heading": "Så i kommunen",
            "folded": False,
            "items": [
                item(
                    "Rusmiddelkonsulent, Ikast-Brande Kommune",
                    "Kan rådgive eleven gratis. Kan ikke fortælle dig noget uden elevens ja.",
                    details=["De vil vide, hvad du har set, og siden hvornår."],
                    links=[{"label": "Kommunens side", "href": "https://example.org/kommunen"}],
                    status="unconfirmed",
                    status_text="Ingen bekræftet kontakt endnu",
                    source=SOURCE,
                )
            ],
        },
        {
            "id": "optional",
            "heading": "De kan også hjælpe",
            "folded": False,
            "items": [
                item(
                    "Eksempeltelefonen",
                    "Svarer på spørgsmål om et eksempel.",
                    links=[
                        {"label": "Ring 00 00 00 00", "href": "tel:+4500000000"},
                        {"label": "Farligt link", "href": "javascript:alert(1)"},
                    ],
                    status="confirmed",
                    status_text="Bekræftet 21. november 2026",
                    hours={"open": True, "text": "Åbent nu og hele døgnet"},
                ),
                item("Eksempelskolens sundhedsplejerske", "Et eksempel.", status="example"),
                item(
                    "Eksempelteamet",
                    "Et eksempel.",
                    links=[{"label": "Ring 00 00 00 01", "href": "tel:+4500000001"}],
                    status="ageing",
                    hours={"open": False, "text": "Lukket nu (kl. 14.05). Åbner mandag kl. 9."},
                ),
            ],
        },
        {
            "id": "rule",
            "heading": "Reglen her",
            "folded": True,
            "items": [
                item(
                    "Underretning om unge under 18",
                    "Du skal selv give besked til hjemkommunen. Se § 112 i et eksempel.",
                    status="awaiting_lawyer",
                    status_text="Afventer jurist",
                    source={**SOURCE, "date": "udateret"},
                )
            ],
        },
        {
            "id": "expect",
            "heading": "Det kan du regne med",
            "folded": False,
            "items": [item("", "Kommunen svarer dig ikke altid. Bliver det farligt, så ring 112.")],
        },
    ],
    "choices": [{"title": "Lav en note", "payload": "Lav en note, jeg kan give videre"}],
    "note": None,
}

NOTE: dict[str, Any] = {
    "kind": "note",
    "text": "Her er et udkast, som du kan rette.",
    "sections": [],
    "choices": [],
    "note": {
        "heading": "Note til studievejlederen",
        "text": "Det har jeg set: En elev er tit væk.\nSiden hvornår: ____\nDet er prøvet: ____",
        "hint": "Læs det igennem, og ret det, der ikke passer.",
        "handover": {
            "topics": ["fravaer"],
            "topic_names": ["fravær"],
            "municipality": "0756",
            "municipality_name": "Ikast-Brande Kommune",
            "urgency": "none",
            "next_date": None,
            "facts": {
                "kinds": [],
                "age_group": "under18",
                "tried": ["talked_pupil"],
                "safety_answered": False,
                "tried_answered": True,
                "age_unknown": False,
                "municipality_unknown": False,
                "expecting_child": False,
                "pupil_is_parent": False,
                "help_here": False,
            },
            "fact_names": ["at eleven er under 18", "det, der er gjort (talt med eleven)"],
        },
    },
}
