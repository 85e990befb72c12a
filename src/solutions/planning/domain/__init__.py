"""What the planner's door computes without a database: how an amendment edits a book and is carried to a newer version."""
