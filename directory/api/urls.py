"""The addresses of the read API."""

from django.urls import path, re_path

from directory.api import views
from directory.api.errors import unknown_address

urlpatterns = [
    path("health", views.HealthView.as_view()),
    path("municipalities", views.MunicipalityListView.as_view()),
    path("municipalities/<str:code>", views.MunicipalityView.as_view()),
    path("services", views.ServiceListView.as_view()),
    path("schools", views.SchoolListView.as_view()),
    path("schools/<str:slug>", views.SchoolView.as_view()),
    path("schools/<str:slug>/plan", views.SchoolPlanView.as_view()),
    path("schema", views.SchemaView.as_view(), name="schema"),
    re_path(r"", unknown_address),
]
