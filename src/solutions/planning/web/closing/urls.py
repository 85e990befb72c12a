"""Addresses of a plan's end."""

from django.urls import path

from solutions.planning.web.closing import views

urlpatterns = [
    path("closing/", views.closing, name="closing"),
    path("closing/next.yaml", views.next_plan, name="next_plan"),
]
