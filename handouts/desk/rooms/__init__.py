"""The rooms of the desk: each reads a form, asks an action, and shows the answer."""
