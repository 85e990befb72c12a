"""The planner's solution: from the document of a plan to its accountable, amendable record."""
