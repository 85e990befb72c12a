"""One organisation, everything: what 一企一档 shows, in a number of queries that does not grow with what there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from kechuang_web.register import models
from kechuang_web.register.selectors import family


@dataclass(frozen=True, slots=True)
class Dossier:
    """An organisation with all that the register and the ledger hold of it. Rows of merged organisations are among its own.

    Every row carries its source (``row.source_label``); figures carry theirs. People show no personal data.
    """

    organisation: models.Organisation
    absorbed: tuple[models.Organisation, ...]
    names: tuple[models.OrganisationName, ...]
    years: tuple[models.OrganisationYear, ...]
    titles: tuple[models.Title, ...]
    intellectual_property: tuple[models.IntellectualProperty, ...]
    projects: tuple[models.Project, ...]
    contracts_sold: tuple[models.TechnologyContract, ...]
    contracts_bought: tuple[models.TechnologyContract, ...]
    tenancies: tuple[models.Tenancy, ...]
    spaces: tuple[models.Space, ...]
    equipment: tuple[models.Equipment, ...]
    carriers: tuple[models.Carrier, ...]
    payments: tuple[models.Payment, ...]
    financings: tuple[models.Financing, ...]
    agreements: tuple[models.Agreement, ...]
    relations: tuple[models.Relation, ...]
    people: tuple[models.Person, ...]
    figures: Any
    decisions: tuple[models.ResolutionDecision, ...]


def dossier(organisation: models.Organisation) -> Dossier:
    """Read everything about an organisation that the caller was allowed to see (``organisations_for``)."""
    from kechuang_web.register.figures import figures_of

    keys = family(organisation)

    def rows(model: Any, *related: str, column: str = "organisation") -> tuple[Any, ...]:
        found = model.objects.standing().filter(**{f"{column}__in": keys})
        return tuple(found.select_related(*related) if related else found)

    relations = models.Relation.objects.standing().filter(Q(organisation__in=keys) | Q(other__in=keys))
    top = organisation.merged_into or organisation
    return Dossier(
        organisation=top,
        absorbed=tuple(models.Organisation.objects.filter(merged_into=top.pk)),
        names=rows(models.OrganisationName),
        years=rows(models.OrganisationYear),
        titles=rows(models.Title),
        intellectual_property=rows(models.IntellectualProperty),
        projects=rows(models.Project, "site"),
        contracts_sold=rows(models.TechnologyContract, "buyer"),
        contracts_bought=rows(models.TechnologyContract, "organisation", column="buyer"),
        tenancies=rows(models.Tenancy, "site", "carrier", "space"),
        spaces=rows(models.Space, "site", "building"),
        equipment=rows(models.Equipment, "site", "carrier"),
        carriers=rows(models.Carrier, "site"),
        payments=rows(models.Payment, "fund", "project", "title"),
        financings=rows(models.Financing, "provider"),
        agreements=rows(models.Agreement, "site"),
        relations=tuple(relations.select_related("organisation", "other", "site", "carrier", "agreement", "person")),
        people=tuple(models.Person.objects.standing().filter(organisation__in=keys).defer("sealed", "sealing_key")),
        figures=figures_of(top),
        decisions=tuple(
            models.ResolutionDecision.objects.filter(region=top.region, entity__in=keys, reverted_at__isnull=True)
        ),
    )
