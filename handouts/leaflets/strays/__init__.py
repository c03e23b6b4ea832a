"""What an editor meant as markup and Markdown would print as it stands, or leave out: rules over a leaflet's text.

    skeleton, nodes ─ sheet ─▶ lines with their places ─ table ─▶ strays

In: a skeleton and its nodes.  Out: strays, each with the offset it stands at in the skeleton.
`markdown.parse` refuses a text with those that are errors; `authoring` tells the others as well.
"""
