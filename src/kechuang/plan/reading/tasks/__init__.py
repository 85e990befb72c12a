"""Tasks: what a plan charges somebody with, by verb and object."""

from kechuang.plan.reading.tasks.grammar import read_tasks
from kechuang.plan.reading.tasks.model import Task

__all__ = ["Task", "read_tasks"]
