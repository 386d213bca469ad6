"""Fault drills: real processes on a data folder of their own, killed and starved on purpose.

`python -m tests.drills` runs them all, `make drill` does that; docs/drills.md says what each does.
"""
