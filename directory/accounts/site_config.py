"""Which admin site Django uses; apart from apps.py, where Django looks for the app of the roles."""

from django.contrib.admin.apps import AdminConfig


class SiteConfig(AdminConfig):
    """Django's admin with our sign-in."""

    default_site = "directory.accounts.site.Site"
