"""The commands, one module a family: they read options, ask, and show.  What they ask for is in `handouts.actions`, and nowhere else.

`generate.py` names them and imports one when it is used.
"""
