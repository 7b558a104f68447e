"""The admin for those who keep the contacts. Each part registers its own pages."""

from directory.resources.admin import organizations, places, services, terms, verifications

__all__ = ["organizations", "places", "services", "terms", "verifications"]
