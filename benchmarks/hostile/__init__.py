"""Readers under fuzz: each turns bytes into something hostile, and reads it as a planner's files are read.

A reader has ``seeds()``, bytes to begin with, and ``read(data)``, which returns if the code under test answered as it
should (a case, faults, a page) and lets any other exception through. ``benchmarks/fuzz.py`` drives them by coverage;
``tests/test_hostile.py`` by Hypothesis.
"""
