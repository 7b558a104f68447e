"""Addresses of the pages of courses and background."""

from django.urls import path

from directory.learning.views import background_view, courses_view

urlpatterns = [
    path("kurser/", courses_view, name="courses"),
    path("baggrund/", background_view, name="background"),
]
