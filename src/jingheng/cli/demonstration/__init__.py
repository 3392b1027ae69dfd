"""The demonstration: invented offices, people and records, from one seed."""
