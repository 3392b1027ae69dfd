"""Everything that inspection does with records, and what those who are heard see of it."""
