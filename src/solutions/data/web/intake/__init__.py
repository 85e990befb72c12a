"""Pages of intake: a file in, its columns, its problems, whom it names, confirmation, and the way back."""
