"""The page of who keeps the plan and the directory, and of the project group."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from directory.pages.entering import frame, must_edit, school_asked, signed_in
from directory.resources.coverage import municipalities_of
from directory.schools.charging import ABLE, charges_of, differing_owner, is_gone, told
from directory.schools.copying import terms
from directory.schools.models import Charge, GroupMember, ProjectGroup, School, Subject
from directory.schools.paper import brief
from directory.schools.saying import say
from directory.schools.skeleton_page import role_choices


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An account at the school, by its name."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the person's name, else the name that they sign in with."""
        return obj.get_full_name() or str(obj.get_username())


class ChargeForm(forms.Form):
    """Owner and deputy of one thing."""

    role = forms.ChoiceField(label=say("charge_role"))
    person = PersonChoice(None, label=say("charge_person"), required=False, empty_label=say("charge_nobody"))
    deputy_role = forms.ChoiceField(label=say("charge_deputy_role"))
    deputy = PersonChoice(None, label=say("charge_deputy"), required=False, empty_label=say("charge_nobody"))

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        """Offer the roles, and the accounts at the school that may do something."""
        super().__init__(*args, **kwargs)
        able = {"memberships__school": school, "memberships__role__in": ABLE, "is_active": True}
        people = get_user_model().objects.filter(**able).order_by("first_name", "username")
        for name in ("role", "deputy_role"):
            self.fields[name].choices = role_choices()  # type: ignore[attr-defined]
        for name in ("person", "deputy"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse one who is their own deputy.

        Raises:
            ValidationError: the persons are the same, or the roles are and no two persons tell them apart.
        """
        found: dict[str, Any] = super().clean() or {}
        owner, deputy = found.get("person"), found.get("deputy")
        same_role = found.get("role") and found.get("role") == found.get("deputy_role")
        if (owner and owner == deputy) or (same_role and not (owner and deputy)):
            raise ValidationError(say("charge_same"))
        return found


class MemberForm(forms.Form):
    """A role of the group, and whose it is."""

    role = forms.ChoiceField(label=say("group_role"))
    municipality = forms.ChoiceField(label=say("group_municipality"), required=False)

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        """Offer the roles and the municipalities that the pupils come from."""
        super().__init__(*args, **kwargs)
        places = [(one.code, one.name) for one in municipalities_of(school)]
        self.fields["role"].choices = role_choices()[1:]  # type: ignore[attr-defined]
        self.fields["municipality"].choices = [("", say("group_school")), *places]  # type: ignore[attr-defined]


class MeetingForm(forms.Form):
    """The day of the next meeting; empty when there is none yet."""

    next_meeting = forms.DateField(
        label=say("group_meeting"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def clean_next_meeting(self) -> Any:
        """Refuse a day that is over.

        Raises:
            ValidationError: it is.
        """
        day = self.cleaned_data["next_meeting"]
        if day and day < localdate():
            raise ValidationError(say("group_meeting_over"))
        return day


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def charges_view(request: HttpRequest) -> HttpResponse:
    """Show who keeps what, and the group; a POST saves one of them (`do`)."""
    school = school_asked(request)
    known, forms_ = charges_of(school), _forms(school)
    if request.method == "POST":
        must_edit(request, school)
        do = request.POST.get("do", "")
        if do in forms_:
            forms_[do] = _bound(request, school, do)
        if _done(request, school, do, forms_.get(do)):
            return HttpResponseRedirect(f"{request.path}?skole={school.slug}")
    today = localdate()
    group = ProjectGroup.objects.filter(school=school).first()
    page = frame(
        request,
        school,
        say("charges_title"),
        charges=[_line(subject, known.get(subject.value), forms_[subject.value]) for subject in Subject],
        members=_members(school),
        meeting=group.next_meeting if group else None,
        differs=differing_owner(school),
        member_form=forms_["add"],
        meeting_form=forms_["meeting"],
        today=today,
    )
    return render(request, "schools/charges.html", page)


def _members(school: School) -> list[tuple[GroupMember, str]]:
    """Return the group with the word for each: the role, and whose it is."""
    rows = school.group_members.select_related("role", "municipality")
    return [
        (row, ", ".join([brief(row.role.name), *([row.municipality.name] if row.municipality else [])])) for row in rows
    ]


def _line(subject: Subject, charge: Charge | None, form: forms.Form) -> dict[str, Any]:
    """Return what the page shows of one charge."""
    shown: dict[str, Any] = {"subject": subject, "charge": charge, "form": form}
    if charge is not None:
        told_ = told(charge, localdate())
        shown |= {"told": told_, "deputy_gone": is_gone(charge.school, charge.deputy)}
        shown |= {"role": brief(charge.role.name), "deputy_role": brief(charge.deputy_role.name)}
    return shown


def _forms(school: School) -> dict[str, forms.Form]:
    """Return the page's forms by what they do, filled with what is known."""
    found: dict[str, forms.Form] = {"add": MemberForm(prefix="add", school=school)}
    plan = getattr(school, "plan", None)
    for subject in Subject:
        charge = school.charges.filter(subject=subject).first()
        initial: dict[str, Any] = {}
        if charge is not None:
            initial = {"role": charge.role.code, "deputy_role": charge.deputy_role.code}
            initial |= {"person": charge.person_id, "deputy": charge.deputy_id}
        elif plan is not None and subject == Subject.PLAN:
            initial = {"role": plan.owner_role.code}
        found[subject.value] = ChargeForm(prefix=subject.value, school=school, initial=initial)
    group = ProjectGroup.objects.filter(school=school).first()
    found["meeting"] = MeetingForm(prefix="meeting", initial={"next_meeting": group.next_meeting if group else None})
    return found


def _bound(request: HttpRequest, school: School, do: str) -> forms.Form:
    """Return the form that was sent."""
    if do == "meeting":
        return MeetingForm(request.POST, prefix=do)
    kind = MemberForm if do == "add" else ChargeForm
    return kind(request.POST, prefix=do, school=school)


def _done(request: HttpRequest, school: School, do: str, form: forms.Form | None) -> bool:
    """Save what was sent, and say so; False when the form must be shown again.

    Raises:
        Http404: nothing that can be done here.
    """
    if form is not None:
        if not form.is_valid() or not _save(school, do, form):
            return False
        said = say("charge_saved", subject=Subject(do).label.lower()) if do in Subject.values else say("group_saved")
    elif do == "remove":
        member = school.group_members.filter(pk=_number(request.POST.get("member", ""))).first()
        if member is None:
            raise Http404
        member.delete()
        said = say("group_saved")
    elif do == "acted" and request.POST.get("subject") in Subject.values:
        subject = Subject(request.POST["subject"])
        school.charges.filter(subject=subject).update(reminded_on=None)
        said = say("charge_acted", subject=subject.label.lower())
    else:
        raise Http404
    messages.success(request, said)
    return True


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else 0


def _save(school: School, do: str, form: forms.Form) -> bool:
    """Save a form that is right; False for a member that is there already, which the form then says."""
    found, roles = form.cleaned_data, terms("role")
    if do == "meeting":
        ProjectGroup.objects.update_or_create(school=school, defaults=found)
    elif do == "add":
        place = next((one for one in municipalities_of(school) if one.code == found["municipality"]), None)
        _, made = GroupMember.objects.get_or_create(school=school, role=roles[found["role"]], municipality=place)
        if not made:
            form.add_error("role", say("group_there"))
        return made
    else:
        values = found | {name: roles[found[name]] for name in ("role", "deputy_role")}
        # Whoever writes down who it is has looked: the waiting begins anew.
        Charge.objects.update_or_create(school=school, subject=do, defaults=values | {"reminded_on": None})
    return True
