"""An appointment -> the leaflets it gets."""
