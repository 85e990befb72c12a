"""The database itself refuses to change or delete past rows, and the readings of personal data."""

from django.db import migrations

from kechuang_web.audit.append_only import protect, release

TABLES = (
    "register_personalreading",
    *(
        f"register_historical{name}"
        for name in (
            "agreement", "budgetline", "building", "carrier", "designation", "division", "equipment", "financing", "fund",
            "intellectualproperty", "organisation", "organisationname", "organisationyear", "payment", "person", "plot", "project",
            "relation", "site", "space", "technologycontract", "tenancy", "title",
        )
    ),
)


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]
    operations = [migrations.RunPython(protect(*TABLES), release(*TABLES))]
