"""A reader of Turtle and its relatives that knows places, and what it expected at a fault."""
