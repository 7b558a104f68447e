"""Addresses: the read API under /api, the admin under /admin."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from directory.handovers.leaders import leaders_page
from directory.resources.admin.coverage import coverage_view

admin.site.site_header = "Vejviser: kontaktregister"
admin.site.site_title = "Vejviser"
admin.site.index_title = "Kontakter, tilbud og skolernes planer"
# Here is no other site to see.
admin.site.site_url = None
admin.site.index_template = "resources/index.html"

urlpatterns = [
    path("api/", include("directory.api.urls")),
    path("admin/daekning/", admin.site.admin_view(coverage_view), name="coverage"),
    path("admin/ark/", include("directory.sheets.urls")),
    path("admin/schools/", include("directory.schools.urls")),
    path("admin/", admin.site.urls),
    path("indbakke/", include("directory.handovers.urls")),
    path("ledelse/", leaders_page, name="leaders_page"),
    path("", include("directory.ties.urls")),
    path("", include("directory.learning.urls")),
    path("", include("directory.schools.page_urls")),
]
if settings.OIDC_PROVIDER:
    urlpatterns.append(path("oidc/", include("directory.accounts.urls")))

handler400 = "directory.error_pages.bad_request"
handler403 = "directory.error_pages.forbidden"
handler404 = "directory.error_pages.not_found"
handler500 = "directory.error_pages.failed"
