"""The tables of the register, one module per family."""

from kechuang_web.register.models.base import Row, RowQuerySet
from kechuang_web.register.models.innovation import (
    Carrier,
    Equipment,
    IntellectualProperty,
    Project,
    TechnologyContract,
)
from kechuang_web.register.models.money import BudgetLine, Financing, Fund, Payment
from kechuang_web.register.models.organisations import Organisation, OrganisationName, OrganisationYear
from kechuang_web.register.models.people import Person, PersonalReading
from kechuang_web.register.models.places import Building, Division, Plot, Site, Space, Tenancy
from kechuang_web.register.models.relations import Agreement, Relation
from kechuang_web.register.models.resolution import ResolutionDecision, ResolutionPair
from kechuang_web.register.models.titles import Designation, Title

__all__ = [
    "Agreement",
    "BudgetLine",
    "Building",
    "Carrier",
    "Designation",
    "Division",
    "Equipment",
    "Financing",
    "Fund",
    "IntellectualProperty",
    "Organisation",
    "OrganisationName",
    "OrganisationYear",
    "Payment",
    "Person",
    "PersonalReading",
    "Plot",
    "Project",
    "Relation",
    "ResolutionDecision",
    "ResolutionPair",
    "Row",
    "RowQuerySet",
    "Site",
    "Space",
    "TechnologyContract",
    "Tenancy",
    "Title",
]
