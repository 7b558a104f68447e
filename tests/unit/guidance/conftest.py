"""The real knowledge, loaded once, and a school's plan to decide with."""

from typing import Any

import pytest

from actions.guidance.load import Knowledge, load_knowledge


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture
def school_plan() -> dict[str, Any]:
    def step(trigger: str, role: str, within: str, text: str) -> dict[str, Any]:
        return {"trigger": trigger, "role": role, "deputy_role": "kontaktlaerer", "within": within, "text": text}

    steps = [
        step("acute", "underviser", "Nu", "Ring 112. Sig, hvor I er."),
        step("acute", "skoleleder", "Inden 5 minutter", "Tag imod ambulancen ved hovedindgangen."),
        step("acute", "skoleleder", "Samme dag", "Ring til forældrene, hvis eleven er under 18."),
        step("urgent", "underviser", "Med det samme", "Gå til lederen i dag."),
        step(
            "urgent",
            "studievejleder",
            "I dag",
            "Tal med eleven sammen med underviseren. Ring 112, hvis det bliver akut.",
        ),
        step("urgent", "skoleleder", "I dag", "Er eleven under 18, så beslut, om I skal underrette."),
        step("concern", "underviser", "Inden 3 skoledage", "Tag en rolig snak med eleven."),
        step("concern", "kontaktlaerer", "Inden 3 skoledage", "Del din bekymring med kontaktlæreren."),
    ]
    plan = {
        "version": "1.2",
        "approved": "2026-08-17",
        "owner_role": "skoleleder",
        "tovholder_role": "studievejleder",
        "tovholder_deputy_role": "trivselsvejleder",
        "steps": [{**one, "order": number} for number, one in enumerate(steps, 1)],
        "contacts": [{"role": "studievejleder", "name": "Studievejledningen", "where": "Lokale A12", "phone": None}],
    }
    return {"school": {"slug": "prøve", "name": "Prøveskolen", "municipality": "0756", "example": True}, "plan": plan}
