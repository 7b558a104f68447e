"""Pages of the admin that belong to no single row."""

from django.contrib import admin
from django.urls import path

from directory.schools.admin.guide_page import guide_view

urlpatterns = [path("ny-skole/", admin.site.admin_view(guide_view), name="school_guide")]
