"""Two readers of the training lines agree, and their agreement is counted as it says."""

import pytest
from evaluation.second_reading import agreement, read_pairs


def reading(danger: str, *topics: str) -> dict[str, object]:
    return {"topics": list(topics), "danger": danger}


def test_agreement_is_counted_by_topic_main_topic_and_level() -> None:
    found = agreement(
        [
            (reading("none", "sorg", "stress"), reading("none", "sorg")),
            (reading("urgent", "mobning"), reading("none", "mobning")),
            (reading("acute", "selvskade"), reading("acute", "stress", "selvskade")),
        ]
    )
    # Three topics named by both, four by the one and four by the other.
    assert found["topics micro-F1"].value == pytest.approx(6 / 8)
    assert found["main topic"].hits == 2
    assert found["level of danger"].hits == 2
    assert (found["grave danger seen as none"].hits, found["grave danger seen as none"].of) == (1, 2)


def test_a_second_hand_reads_the_training_lines_as_the_first_did() -> None:
    pairs = read_pairs()
    found = {name: measured.value or 0.0 for name, measured in agreement(pairs).items()}
    assert len(pairs) >= 650
    assert found["topics micro-F1"] >= 0.88
    assert found["level of danger"] >= 0.92
    assert found["grave danger seen as none"] <= 0.02
