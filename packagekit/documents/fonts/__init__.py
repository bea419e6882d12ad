"""The font files that come with packagekit, how they were made, and which signs they have."""
