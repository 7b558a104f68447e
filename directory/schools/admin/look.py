"""The school's logo and colour, and the pages that may hold the chat: a part of the school's own page."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html
from django.utils.safestring import SafeString

from directory.schools.admin.scoping import NamedFormSet, OwnSchoolInline
from directory.schools.models import SchoolLook
from directory.schools.pictures import MOST_BYTES, WrongPicture, read_picture
from directory.schools.saying import say


class LookForm(forms.ModelForm):  # type: ignore[type-arg]
    """Takes a logo as a file, and keeps what is a picture in it."""

    logo_file = forms.FileField(
        label="Nyt logo",
        required=False,
        help_text="PNG eller SVG, højst 50 kB.",
        widget=forms.FileInput(attrs={"accept": ".png,.svg"}),
    )
    remove_logo = forms.BooleanField(label="Fjern logoet", required=False)

    class Meta:
        model = SchoolLook
        fields = ("accent", "embed_origins")
        widgets = {"embed_origins": forms.Textarea(attrs={"rows": 3, "cols": 60})}  # noqa: RUF012  (so Django wants it)

    def clean_logo_file(self) -> Any:
        """Read the picture, or say what is wrong with it."""
        file = self.cleaned_data["logo_file"]
        if not isinstance(file, UploadedFile):
            return None
        try:
            # A file that is too large is not read to its end.
            return read_picture(file.read(MOST_BYTES + 1))
        except WrongPicture as wrong:
            raise forms.ValidationError(say(wrong.code)) from None

    def save(self, commit: bool = True) -> Any:
        """Keep the new logo, or none."""
        found = self.cleaned_data.get("logo_file")
        look = self.instance
        if found:
            look.logo_kind, look.logo_width, look.logo_height = found.kind, found.width, found.height
            look.logo = found.data
        elif self.cleaned_data.get("remove_logo"):
            look.logo_kind = look.logo = ""
            look.logo_width = look.logo_height = 0
        return super().save(commit)


class SchoolLookInline(OwnSchoolInline, admin.StackedInline):  # type: ignore[type-arg]
    """One form; nothing in it has to be filled in."""

    model = SchoolLook
    form = LookForm
    formset = NamedFormSet
    extra = max_num = 1
    can_delete = False
    fields = ("accent", "logo_now", "logo_file", "remove_logo", "embed_origins")
    readonly_fields = ("logo_now",)

    @admin.display(description="Logo nu")
    def logo_now(self, look: SchoolLook) -> SafeString | str:
        """Show the logo on white, where it will stand."""
        if not look.logo:
            return "-"
        return format_html(
            '<img class="logo-now" src="data:{};base64,{}" alt="{}" width="{}" height="{}">',
            look.logo_kind,
            look.logo,
            say("logo_alt"),
            look.logo_width,
            look.logo_height,
        )
