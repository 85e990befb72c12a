"""Addresses of a plan's versions."""

from django.urls import path

from solutions.planning.web.versions import views

urlpatterns = [
    path("<slug:plan_code>/versions/", views.versions, name="versions"),
    path("<slug:plan_code>/versions/compare/", views.compare, name="versions_compare"),
    path("<slug:plan_code>/versions/<int:number>/", views.version, name="version"),
    path("<slug:plan_code>/on/", views.on_day, name="version_on"),
]
