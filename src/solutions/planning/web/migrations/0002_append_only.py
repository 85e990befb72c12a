"""The database itself refuses to change or delete the steps of a review and the papers of an amendment."""

from django.db import migrations

from kechuang_web.audit.append_only import protect, release

TABLES = ("planning_reviewstep", "planning_evidencefile")


class Migration(migrations.Migration):
    dependencies = [("planning", "0001_initial")]
    operations = [migrations.RunPython(protect(*TABLES), release(*TABLES))]
