"""The address of the screen, under the planner's prefix."""

from django.urls import path

from solutions.planning.web.screen import views

urlpatterns = [path("screen/", views.screen, name="screen")]
