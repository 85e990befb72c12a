"""Addresses of the data door."""

from django.urls import path

from solutions.data.web import audit_views, record_views, views

PREFIX = "data/"
app_name = "data"
urlpatterns = [
    path("", views.ledger, name="ledger"),
    path("ledger.<str:kind>", views.ledger_export, name="ledger_export"),
    path("record/", record_views.record_file, name="record"),
    path("record/confirm/", record_views.confirm, name="record_confirm"),
    path("record/template.csv", record_views.template, name="record_template"),
    path("record/correct/<path:fact_id>/", record_views.correct, name="correct"),
    path("fact/<path:fact_id>/", views.fact, name="fact"),
    path("verify/", views.verify, name="verify"),
    path("sources/", views.sources, name="sources"),
    path("dictionary/", views.dictionary, name="dictionary"),
    path("dictionary/<str:code>/", views.attribute, name="attribute"),
    path("audit/", audit_views.audit, name="audit"),
    path("audit.csv", audit_views.audit_export, name="audit_export"),
]
