"""Addresses of the pages of ties."""

from django.urls import path, register_converter

from directory.ties.drawing import TYPES
from directory.ties.views import invitations, relations, storylabs
from directory.ties.views.rating import rating_view


class Picture:
    """The kind of picture: svg or pdf."""

    regex = "|".join(TYPES)

    def to_python(self, value: str) -> str:
        """Return the word as it stands."""
        return value

    to_url = to_python


register_converter(Picture, "picture")

urlpatterns = [
    path("svar/<str:token>", rating_view, name="rating"),
    path("relationer/", relations.relations_view, name="relations"),
    path("relationer/billede.<picture:ending>", relations.picture_view, name="relations_picture"),
    path("relationer/<slug:role>/", relations.relation_view, name="relation"),
    path("balkort/", invitations.invitations_view, name="invitations"),
    path("balkort/ny/", invitations.new_invitation_view, name="new_invitation"),
    path("balkort/<uuid:pk>/", invitations.invitation_view, name="invitation"),
    path("balkort/<uuid:pk>/indbydelse.ics", invitations.calendar_view, name="invitation_calendar"),
    path("storylab/", storylabs.storylabs_view, name="storylabs"),
    path("storylab/<uuid:pk>/", storylabs.storylab_view, name="storylab"),
    path("storylab/<uuid:pk>/pakke/", storylabs.pack_view, name="storylab_pack"),
    path("storylab/opgave/<uuid:pk>/", storylabs.decision_view, name="decision"),
]
