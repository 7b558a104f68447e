"""The admin for a school, its plan and its team. Each part registers its own pages."""

from directory.schools.admin import plans, schools, teams

__all__ = ["plans", "schools", "teams"]
