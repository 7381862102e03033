"""Numbers that sources report, kept as the tables in which they stand."""
