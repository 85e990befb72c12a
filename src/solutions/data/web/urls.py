"""Addresses of the data door."""

from django.urls import path

from solutions.data.web import audit_views, record_views, views
from solutions.data.web.intake import batch, checking, columns, confirming, listing, naming
from solutions.data.web.quality import views as quality

PREFIX = "data/"
app_name = "data"
urlpatterns = [
    path("", views.ledger, name="ledger"),
    path("ledger.<str:kind>", views.ledger_export, name="ledger_export"),
    path("intake/", listing.intake, name="intake"),
    path("intake/templates/", columns.templates, name="intake_templates"),
    path("intake/templates/<str:code>/", batch.template, name="intake_template"),
    path("intake/<int:pk>/", batch.show, name="intake_batch"),
    path("intake/<int:pk>/progress/", batch.progress, name="intake_progress"),
    path("intake/<int:pk>/cancel/", batch.cancel, name="intake_cancel"),
    path("intake/<int:pk>/again/", batch.again, name="intake_again"),
    path("intake/<int:pk>/reject/", batch.reject, name="intake_reject"),
    path("intake/<int:pk>/original/", batch.original, name="intake_original"),
    path("intake/<int:pk>/marked/", batch.marked, name="intake_marked"),
    path("intake/<int:pk>/columns/", columns.columns, name="intake_columns"),
    path("intake/<int:pk>/check/", checking.check, name="intake_check"),
    path("intake/<int:pk>/answer/", checking.answer, name="intake_answer"),
    path("intake/<int:pk>/resolve/", checking.resolve, name="intake_resolve"),
    path("intake/<int:pk>/names/", naming.names, name="intake_names"),
    path("intake/<int:pk>/names/<int:number>/", naming.decide, name="intake_decide"),
    path("intake/<int:pk>/confirm/", confirming.confirm, name="intake_confirm"),
    path("intake/<int:pk>/commit/", confirming.commit, name="intake_commit"),
    path("intake/<int:pk>/done/", confirming.done, name="intake_done"),
    path("intake/<int:pk>/withdraw/", confirming.withdraw, name="intake_withdraw"),
    path("quality/", quality.overview, name="quality"),
    path("quality/findings/", quality.findings, name="quality_findings"),
    path("quality/findings.<str:form>", quality.findings_export, name="quality_export"),
    path("quality/follow-up/", quality.follow_ups, name="quality_follow_up"),
    path("record/correct/<path:fact_id>/", record_views.correct, name="correct"),
    path("fact/<path:fact_id>/", views.fact, name="fact"),
    path("verify/", views.verify, name="verify"),
    path("sources/", views.sources, name="sources"),
    path("dictionary/", views.dictionary, name="dictionary"),
    path("dictionary/<str:code>/", views.attribute, name="attribute"),
    path("audit/", audit_views.audit, name="audit"),
    path("audit.csv", audit_views.audit_export, name="audit_export"),
]
