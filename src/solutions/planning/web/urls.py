"""Addresses of the planner's door. Each room has a list of its own."""

from __future__ import annotations

from solutions.planning.web.amendments import urls as amendments
from solutions.planning.web.closing import urls as closing
from solutions.planning.web.library import urls as library
from solutions.planning.web.monitor import urls as monitor
from solutions.planning.web.review import urls as review
from solutions.planning.web.screen import urls as screen
from solutions.planning.web.versions import urls as versions

PREFIX = "plan/"
app_name = "planning"
urlpatterns = [
    *monitor.urlpatterns,
    *screen.urlpatterns,
    *closing.urlpatterns,
    *library.urlpatterns,
    *review.urlpatterns,
    *amendments.urlpatterns,
    *versions.urlpatterns,
]
