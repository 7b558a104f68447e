"""What a confirmation added in the table of a page is given: who wrote it, and something to be about."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from directory.resources.admin.scoping import ScopedAdmin
from directory.resources.confirming import obstacle
from directory.resources.models import Verification
from directory.resources.saying import say


class VerifyingAdmin(ScopedAdmin):
    """Pages with a table of confirmations below."""

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Name the writer of each new confirmation; keep none that confirms nothing, and say what to do first."""
        if formset.model is not Verification:
            super().save_formset(request, form, formset, change)
            return
        owner = formset.instance
        # Read anew: the tables above have just been saved.
        code = obstacle(type(owner)._default_manager.get(pk=owner.pk))
        for one in formset.extra_forms:
            one.instance.recorded_by = request.user
            if one.has_changed() and code and one.cleaned_data.get("result") == Verification.CONFIRMED:
                messages.error(request, say("confirm_not_kept", why=say(code)))
                # What Django's log asks of every table that was saved.
                formset.new_objects = formset.changed_objects = formset.deleted_objects = []
                return
        super().save_formset(request, form, formset, change)
