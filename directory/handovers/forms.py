"""What a counsellor types: short, without numbers, and gone with the handover."""

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localdate

from directory.handovers.models import NO_FURTHER, Ending
from directory.handovers.saying import say
from directory.resources.plain_text import hides_contact

LONGEST_STEP = 140
FURTHEST_DAYS = 120
# A CPR number, whole or its first half, or another long number.
_NUMBER = re.compile(r"\d{6}")


class StepForm(forms.Form):
    """The next step and its date."""

    step = forms.CharField(max_length=LONGEST_STEP, strip=True, error_messages={"required": say("step_missing")})
    day = forms.DateField(error_messages={"required": say("day_missing"), "invalid": say("day_unreadable")})

    def clean_step(self) -> str:
        """Refuse numbers and addresses: here nobody needs one, and one may point at the pupil.

        Raises:
            ValidationError: it holds one.
        """
        step = " ".join(str(self.cleaned_data["step"]).split())
        if hides_contact(step) or _NUMBER.search(step):
            raise forms.ValidationError(say("step_number"))
        return step

    def clean_day(self) -> date:
        """Refuse a day that is over, or too far away to be one.

        Raises:
            ValidationError: it is.
        """
        day: date = self.cleaned_data["day"]
        if not localdate() <= day <= localdate() + timedelta(days=FURTHEST_DAYS):
            raise forms.ValidationError(say("day_wrong", days=FURTHEST_DAYS))
        return day


class CloseForm(forms.Form):
    """How it ended."""

    ending = forms.ChoiceField(choices=Ending.choices, error_messages={"required": say("ending_missing")})


def endings() -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the endings for the page, in two groups."""
    further = [one for one in Ending if one not in NO_FURTHER]
    return [
        (say(group), [{"code": one.value, "label": one.label} for one in chosen])
        for group, chosen in (("endings_came", further), ("endings_no_further", NO_FURTHER))
    ]
