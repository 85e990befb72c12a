"""Addresses of the monitoring pages, under the planner's prefix."""

from django.urls import path

from solutions.planning.web.monitor import views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("export.<slug:form>", views.overview_export, name="overview_export"),
    path("indicators/<slug:code>/", views.indicator, name="indicator"),
    path("indicators/<slug:code>/export.<slug:form>", views.indicator_export, name="indicator_export"),
    path("indicators/<slug:code>/study/", views.study, name="study"),
    path("board/", views.board, name="board"),
    path("board/export.<slug:form>", views.board_export, name="board_export"),
    path("tasks/<str:code>/", views.task, name="task"),
    path("text/", views.text, name="text"),
    path("worklist/", views.worklist, name="worklist"),
    path("worklist/export.<slug:form>", views.worklist_export, name="worklist_export"),
]
