"""Steps that tests of the intake pages share."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from kechuang_web.intake.models import IntakeBatch
from kechuang_web.intake.questions import stated_unit


def workbook(rows, *more, title="Sheet"):
    """The bytes of a workbook; ``more`` are further (title, rows)."""
    book, out = Workbook(), io.BytesIO()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for name, other in more:
        sheet = book.create_sheet(name)
        for row in other:
            sheet.append(row)
    book.save(out)
    return out.getvalue()


def hand_in(client, data, name="年报.csv", sender="区税务局"):
    data = data.encode() if isinstance(data, str) else data
    return client.post("/data/intake/", {"file": SimpleUploadedFile(name, data), "sender": sender})


def newest() -> IntakeBatch:
    return IntakeBatch.objects.order_by("-pk").first()


def text_of(answer) -> str:
    return answer.content.decode()


def press(client, batch, deed, **fields):
    """Do a deed of a batch as its page stands now."""
    batch.refresh_from_db()
    answer = client.post(f"/data/intake/{batch.pk}/{deed}/", {"lock_version": batch.lock_version, **fields})
    batch.refresh_from_db()
    return answer


def keep_columns(client, batch, **changes):
    """Confirm the columns as they were recognised, with some changes."""
    fields = {}
    for part in batch.parts.all():
        if part.included:
            fields[f"p{part.position}-included"] = "1"
        fields[f"p{part.position}-type"] = part.record_type
        for one in part.columns:
            fields[f"p{part.position}-c{one['column']}"] = one["field"]
            fields[f"p{part.position}-u{one['column']}"] = stated_unit(one)
    return press(client, batch, "columns", **(fields | changes))
