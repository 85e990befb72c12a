"""Names in a plan: organisations, incubators, parks, bases, places, lines and documents."""

from kechuang.plan.reading.entities.grammar import read_entities
from kechuang.plan.reading.entities.model import Entity, EntityKind

__all__ = ["Entity", "EntityKind", "read_entities"]
