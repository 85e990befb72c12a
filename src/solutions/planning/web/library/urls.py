"""Addresses of the list of plans and documents, and of importing."""

from django.urls import path

from solutions.planning.web.library import views

urlpatterns = [
    path("documents/", views.library, name="library"),
    path("documents/import/", views.import_view, name="library_import"),
    path("documents/import/sample/", views.import_sample, name="library_sample"),
    path("documents/<int:document_id>/original/", views.original, name="library_original"),
]
