"""Records to and from files and the database: the only room that reads YAML, CSV and SQL."""
