"""Erlang's formulae for beds: what a unit does to its referrals, and how large it must be."""

from capplan.queueing.erlang import (
    carried_occupancy,
    erlang_b,
    erlang_c,
    mean_queue,
    mean_wait_days,
    wait_exceeds,
)
from capplan.queueing.service_rules import PooledBeds, ServiceRule, beds_needed, pooled_beds, safe_load
from capplan.queueing.sizing import (
    beds_needed_occupancy,
    beds_needed_refusal,
    beds_needed_wait,
    max_load_occupancy,
    max_load_refusal,
    max_load_wait,
)

__all__ = [
    "PooledBeds",
    "ServiceRule",
    "beds_needed",
    "beds_needed_occupancy",
    "beds_needed_refusal",
    "beds_needed_wait",
    "carried_occupancy",
    "erlang_b",
    "erlang_c",
    "max_load_occupancy",
    "max_load_refusal",
    "max_load_wait",
    "mean_queue",
    "mean_wait_days",
    "pooled_beds",
    "safe_load",
    "wait_exceeds",
]
