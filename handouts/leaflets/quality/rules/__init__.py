"""The rules, a function each; `table.RULES` is their ordered list."""
