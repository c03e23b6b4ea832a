"""A Markdown file and an appointment -> the document that is composed."""
