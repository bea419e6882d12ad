"""Other people's programs that judge our files; each says whether it is installed."""
