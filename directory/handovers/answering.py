"""What a counsellor answers where the teacher's note leaves something open: codes alone, and only what is missing."""

from collections.abc import Iterable
from typing import Any

from django import forms

from directory.handovers.models import Urgency
from directory.handovers.saying import say
from directory.handovers.triage import knowledge
from directory.resources.models import Municipality

NOTHING = "nothing"
# The answers to whether there is danger, by the code of the urgency that follows.
DANGERS = (Urgency.ACUTE, Urgency.URGENT, Urgency.NONE)
AGES = ("under18", "over18")


class MissingForm(forms.Form):
    """One field for each thing that is missing. None must be answered, but something must."""

    def __init__(self, slots: Iterable[str], *args: Any, **kwargs: Any) -> None:
        """Make the fields.

        Args:
            slots: what is missing, as `guidance.triage.Missing` names it.
            args: as Django's form takes them.
            kwargs: likewise.
        """
        super().__init__(*args, **kwargs)
        for slot in slots:
            self.fields[slot] = FIELDS[slot]()

    def clean(self) -> dict[str, Any]:
        """Refuse nothing at all.

        Raises:
            ValidationError: no field is answered.
        """
        found: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(found.values()):
            raise forms.ValidationError(say("nothing_answered"))
        return found

    @property
    def answers(self) -> dict[str, Any]:
        """Return what was answered, as `triage.answered` takes it. Asked of a valid form."""
        given = {slot: value for slot, value in self.cleaned_data.items() if value}
        if "safety" in given:
            given["danger"] = given.pop("safety")
        if "topics" in given:
            given["topics"] = [given["topics"]]
        if "tried" in given:
            # "Nothing yet" beside something is a slip.
            given["tried"] = sorted(set(given["tried"]) - {NOTHING}) or [NOTHING]
        return given


def _danger() -> forms.ChoiceField:
    return _one([(code.value, say(f"answer_danger_{code}")) for code in DANGERS], forms.RadioSelect)


def _age() -> forms.ChoiceField:
    return _one([(code, say(f"answer_{code}")) for code in AGES], forms.RadioSelect)


def _home() -> forms.ChoiceField:
    places = Municipality.objects.order_by("name").values_list("code", "name")
    return _one([("", say("answer_choose")), *places], forms.Select)


def _topic() -> forms.ChoiceField:
    topics = sorted((name[:1].upper() + name[1:], code) for code, name in knowledge().topics.items())
    return _one([("", say("answer_choose")), *((code, name) for name, code in topics)], forms.Select)


def _tried() -> forms.MultipleChoiceField:
    words: dict[str, str] = knowledge().wording.get("tried")
    choices = [(code, text[:1].upper() + text[1:]) for code, text in words.items()]
    return forms.MultipleChoiceField(choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


def _one(choices: list[tuple[str, str]], widget: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, required=False, widget=widget)


FIELDS = {"safety": _danger, "topics": _topic, "age_group": _age, "municipality": _home, "tried": _tried}
