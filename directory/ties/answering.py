"""An answer about a tie: checked, and kept with its month alone."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.utils.timezone import localdate

from directory.resources.models import TaxonomyTerm
from directory.ties.linking import use
from directory.ties.models import Rating
from directory.ties.questions import items, reached_question, scale
from directory.ties.saying import say
from directory.ties.tie import Tie

YES, NO = "ja", "nej"


@dataclass(frozen=True)
class Answer:
    """Whether anybody was reached, and then the seven scores by id; no score otherwise."""

    reached: bool
    scores: dict[str, int]


class RatingForm(forms.Form):
    """The first question and the seven items."""

    reached = forms.ChoiceField(
        label=reached_question(),
        choices=[(YES, say("answer_yes")), (NO, say("answer_no"))],
        widget=forms.RadioSelect,
        error_messages={"required": say("choose_one")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add the seven items."""
        super().__init__(*args, **kwargs)
        for item in items():
            self.fields[item.id] = forms.TypedChoiceField(
                label=item.text,
                choices=scale(),
                coerce=int,
                required=False,
                empty_value=None,
                widget=forms.RadioSelect,
            )

    def clean(self) -> dict[str, Any]:
        """Ask for all seven when somebody was reached; otherwise none is kept."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("reached") == YES:
            for item in items():
                if found.get(item.id) is None and item.id not in self.errors:
                    self.add_error(item.id, say("choose_one"))
        return found

    @property
    def scored(self) -> list[forms.BoundField]:
        """Return the seven items as the page shows them."""
        return [self[item.id] for item in items()]

    def answer(self) -> Answer:
        """Return what was answered; the form is valid."""
        reached = self.cleaned_data["reached"] == YES
        return Answer(reached, {item.id: self.cleaned_data[item.id] for item in items()} if reached else {})


@transaction.atomic
def keep(asked: Tie, answer: Answer, key: str) -> None:
    """Keep an answer, once for that key.

    Args:
        asked: the tie that it is about.
        answer: what was answered.
        key: the link's, or the channel's own for this answer.

    Raises:
        linking.Used: there is an answer for that key already.
    """
    use(key)
    both = TaxonomyTerm.objects.filter(taxonomy="role", code__in=(asked.from_role.id, asked.to_role.id))
    terms = {term.code: term for term in both}
    Rating.objects.create(
        school=asked.school,
        municipality=asked.municipality,
        from_role=terms[asked.from_role.id],
        to_role=terms[asked.to_role.id],
        month=localdate().replace(day=1),
        reached=answer.reached,
        **answer.scores,
    )
