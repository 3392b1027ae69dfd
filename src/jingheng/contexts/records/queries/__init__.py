"""Reading records, scoped to an actor. What is outside his scope does not exist."""
