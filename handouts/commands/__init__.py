"""The commands, one module a family: only verbs, options and messages; no work is done here.

`generate.py` names them and imports one when it is used.
"""
