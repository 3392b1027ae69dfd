"""What people do with records, months and reports: one function each."""
