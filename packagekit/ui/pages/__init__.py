"""One file per task; each reads like a table of contents."""
