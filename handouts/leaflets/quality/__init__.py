"""What a leaflet is judged by: rules that a machine can see, and questions for a person.

In: a `Manuscript` (a leaflet's blocks, what its front matter says, today).  Out: remarks, in the order of the text.
Pure functions: no files but the word lists beside the code, no screen, no clock.

`check.check` gives the remarks, `check.explain` what a rule asks and from where, `check.measure` the figures (words, grade …).
Stages: `survey` flattens the blocks into passages and sentences with their places; `rules/` looks at these; `check` sorts and accepts.
"""
