"""Many appointments: plan, order, pins, task, run; one file for the printer; copies once more."""
