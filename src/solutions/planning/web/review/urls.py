"""Addresses of the review screen."""

from django.urls import path

from solutions.planning.web.review import publishing, views

urlpatterns = [
    path("review/<int:document_id>/", views.page, name="review"),
    path("review/<int:document_id>/add/", views.add, name="review_add"),
    path("review/<int:document_id>/undo/", views.undo, name="review_undo"),
    path("review/<int:document_id>/bulk/", views.bulk, name="review_bulk"),
    path("review/<int:document_id>/publish/", publishing.publish, name="publish"),
    path("review/rows/<int:reading_id>/", views.row, name="review_row"),
    path("review/rows/<int:reading_id>/correct/", views.correct, name="review_correct"),
    path("review/rows/<int:reading_id>/<str:decision>/", views.decide, name="review_decide"),
]
