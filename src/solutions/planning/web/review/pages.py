"""Getting what a page of the review is about, or 404."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from kechuang_web.stores import selectors as stores
from kechuang_web.stores.models import PlanDocument, Reading


def get_document(document_id: int) -> PlanDocument:
    """A document of this region, without its bytes."""
    rows = PlanDocument.objects.filter(region=stores.region_code()).defer("data")
    return get_object_or_404(rows, pk=document_id)


def get_reading(reading_id: int) -> Reading:
    """A reading of this region, with its document."""
    rows = Reading.objects.filter(document__region=stores.region_code()).select_related("document", "decided_by")
    return get_object_or_404(rows.defer("document__data"), pk=reading_id)
