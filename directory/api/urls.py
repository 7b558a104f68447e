"""The addresses of the read API."""

from typing import Any

from django.urls import path, re_path
from django.views.decorators.http import conditional_page

from directory.api import hsds, views
from directory.api.basis import BasisView
from directory.api.errors import unknown_address
from directory.api.guard import guarded
from directory.handovers.api import handovers_view
from directory.ties.api import RatingItemsView, RatingsView


def read(view: type[Any]) -> Any:
    """Return a view that asks for the token where it is needed, and answers 304 when the caller's copy is right."""
    return guarded(conditional_page(view.as_view()))


urlpatterns = [
    path("", read(hsds.AboutView)),
    path("profile", read(hsds.ProfileView)),
    path("health", views.HealthView.as_view()),
    path("basis", read(BasisView)),
    path("municipalities", read(views.MunicipalityListView)),
    path("municipalities/<str:code>", read(views.MunicipalityView)),
    path("services", read(views.ServiceListView)),
    path("services/<str:pk>", read(views.ServiceView)),
    path("schools", read(views.SchoolListView)),
    path("schools/<str:slug>", read(views.SchoolView)),
    path("schools/<str:slug>/plan", read(views.SchoolPlanView)),
    path("rating-items", read(RatingItemsView)),
    path("ratings", guarded(RatingsView.as_view())),
    # With a token of its own: it takes in what a teacher hands over.
    path("handovers", handovers_view),
    path("schema", read(views.SchemaView), name="schema"),
    re_path(r"", guarded(unknown_address)),
]
