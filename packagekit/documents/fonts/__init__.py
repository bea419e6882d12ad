"""The font files that come with packagekit, and how they were made."""
