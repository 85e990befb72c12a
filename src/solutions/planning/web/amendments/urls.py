"""Addresses of amendments."""

from django.urls import path

from solutions.planning.web.amendments import evidence, views

urlpatterns = [
    path("amendments/", views.amendments, name="amendments"),
    path("amendments/<int:amendment_id>/", views.show, name="amendment"),
    path("amendments/<int:amendment_id>/choose/", views.pick, name="amendment_pick"),
    path("amendments/<int:amendment_id>/edit/<slug:table>/<path:key>/", views.edit, name="amendment_edit"),
    path("amendments/<int:amendment_id>/add/<slug:table>/", views.add, name="amendment_add"),
    path("amendments/<int:amendment_id>/restore/", views.restore, name="amendment_restore"),
    path("amendments/<int:amendment_id>/reason/", views.reason, name="amendment_reason"),
    path("amendments/<int:amendment_id>/rebase/", views.rebase, name="amendment_rebase"),
    path("amendments/<int:amendment_id>/submit/", views.submit, name="amendment_submit"),
    path("amendments/<int:amendment_id>/withdraw/", views.withdraw, name="amendment_withdraw"),
    path("amendments/<int:amendment_id>/decide/", views.decide, name="amendment_decide"),
    path("amendments/<int:amendment_id>/evidence/", evidence.attach, name="amendment_evidence"),
    path("amendments/<int:amendment_id>/evidence/remove/", evidence.remove, name="amendment_evidence_remove"),
    path("amendments/<int:amendment_id>/evidence/<int:file_id>/", evidence.download, name="amendment_file"),
    path("<slug:plan_code>/amend/", views.start, name="amendment_start"),
]
