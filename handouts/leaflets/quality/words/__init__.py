"""Text -> sentences, words, syllables, grade."""
