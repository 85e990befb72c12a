"""The database itself refuses to change or delete documents, published versions and facts."""

from django.db import migrations

from kechuang_web.audit.append_only import protect, release

TABLES = ("stores_plandocument", "stores_planversion", "stores_ledgerfact")


class Migration(migrations.Migration):
    dependencies = [("stores", "0001_initial")]
    operations = [migrations.RunPython(protect(*TABLES), release(*TABLES))]
