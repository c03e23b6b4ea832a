"""Texts that were written elsewhere, as drafts of leaflets.

    file ─ formats ─▶ ForeignText ─ conversion ─▶ Markdown with marks ─ drafting ─▶ draft, pictures, what was not carried

In: a file of Word (DOCX), a saved web page, an export of WordPress, a plain text.  Out: a leaflet's draft in the leaflet's own grammar, the
pictures beside it, and a list of all that could not be carried, each with its line of the draft.  Nothing is asked of the network.
"""
