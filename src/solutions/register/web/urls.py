"""Addresses of the register's door."""

from django.urls import path

from solutions.register.web import template_views
from solutions.register.web.dossier import views as dossier
from solutions.register.web.organisations import views as organisations
from solutions.register.web.people import views as people
from solutions.register.web.records import edit_views as editing
from solutions.register.web.records import views as records
from solutions.register.web.review import views as review
from solutions.register.web.sites import views as sites

PREFIX = "register/"
app_name = "register"
urlpatterns = [
    path("", organisations.organisations, name="organisations"),
    path("organisations.<str:form>", organisations.organisations_export, name="organisations_export"),
    path("organisation/<int:pk>/", dossier.organisation, name="organisation"),
    path("organisation/<int:pk>/figures/<str:attribute>/", dossier.figure, name="figure"),
    path("organisation/<int:pk>/history/", dossier.history, name="history"),
    path("organisation/<int:pk>/dossier.xlsx", dossier.dossier_export, name="dossier_export"),
    path("organisation/add/", editing.add_organisation, name="add_organisation"),
    path("organisation/<int:pk>/edit/", editing.edit_organisation, name="edit_organisation"),
    path("suggest/", editing.suggest, name="suggest"),
    path("people/", people.people, name="people"),
    path("people/add/", people.add_person, name="add_person"),
    path("people/readings/", people.readings, name="readings"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/edit/", people.edit_person, name="edit_person"),
    path("people/<int:pk>/reveal/", people.reveal, name="reveal"),
    path("people/<int:pk>/undo/", people.undo_person, name="undo_person"),
    path("organisation/<int:pk>/split/", review.split, name="split"),
    path("review/", review.review, name="review"),
    path("review/find/", review.find_doubles, name="find_doubles"),
    path("review/decided/", review.decided, name="decided"),
    path("review/decided/<int:pk>/revert/", review.revert, name="revert"),
    path("review/<int:pk>/", review.decide_pair, name="decide_pair"),
    path("review/<int:pk>/undo/", review.undo_pair, name="undo_pair"),
    path("sites/", sites.sites, name="sites"),
    path("sites/<int:pk>/", sites.site, name="site"),
    path("templates/", template_views.templates, name="templates"),
    path("templates/<str:code>.xlsx", template_views.template_file, name="template_file"),
    path("tables/", records.tables, name="tables"),
    path("tables/<str:table_code>/", records.records, name="records"),
    path("tables/<str:table_code>/export.<str:form>", records.records_export, name="records_export"),
    path("tables/<str:table_code>/add/", editing.add_record, name="add_record"),
    path("tables/<str:table_code>/<int:pk>/", records.one_record, name="record"),
    path("tables/<str:table_code>/<int:pk>/edit/", editing.edit_record, name="edit_record"),
    path("tables/<str:table_code>/<int:pk>/end/", editing.end_record, name="end_record"),
    path("tables/<str:table_code>/<int:pk>/withdraw/", editing.withdraw_record, name="withdraw_record"),
    path("tables/<str:table_code>/<int:pk>/restore/", editing.restore_record, name="restore_record"),
    path("tables/<str:table_code>/<int:pk>/undo/", editing.undo_record, name="undo_record"),
]
