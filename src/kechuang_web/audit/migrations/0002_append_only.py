"""The database itself refuses to change or delete entries."""

from django.db import migrations

from kechuang_web.audit.append_only import protect, release


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(protect("audit_entry"), release("audit_entry"))]
