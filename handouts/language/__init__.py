"""Characters that may stand in a text, dates and times in words, catalogues of words."""
