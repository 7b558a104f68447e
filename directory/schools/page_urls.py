"""Addresses of a school's pages outside the admin."""

from django.urls import path

from directory.schools.charges_page import charges_view
from directory.schools.skeleton_page import skeleton_view

urlpatterns = [
    path("plan/skelet/", skeleton_view, name="plan_skeleton"),
    path("ansvar/", charges_view, name="charges"),
]
