"""Addresses: the read API under /api, the admin under /admin."""

from django.contrib import admin
from django.urls import include, path

admin.site.site_header = "Vejviser: kontaktregister"
admin.site.site_title = "Vejviser"
admin.site.index_title = "Kontakter, tilbud og skolernes planer"

urlpatterns = [
    path("api/", include("directory.api.urls")),
    path("admin/", admin.site.urls),
]

handler500 = "directory.api.errors.failed"
