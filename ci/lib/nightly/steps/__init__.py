"""The steps of a night, a file each: steps.py has their order."""
