"""Sweeps: options, scenarios, seeds and days as pieces of work, on one machine or many, kept as they are done."""
