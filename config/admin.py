"""The admin site: the desk from which Wardroom is steered."""

from unfold.sites import UnfoldAdminSite


class WardroomAdminSite(UnfoldAdminSite):
    site_title = "Wardroom"
    site_header = "Wardroom"
    index_title = "Desk"
