"""The vocabulary of a document, as plain values: blocks, and what stands in their lines."""
