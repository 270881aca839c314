"""Faults planted while capplan runs: its process limited, stopped or killed. `benchmarks/faults.py` drives them."""
