"""The nouns of the house: frozen records without input, output or clock."""
