"""The parts of ci/nightly. A night is a folder; summary.py says what is in it, step.py what a night
consists of."""
