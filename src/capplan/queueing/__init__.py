"""Erlang's formulae for beds and for calls: what a number does to those who come, and what number they need."""

from capplan.queueing.agents import Answered, answered
from capplan.queueing.erlang import carried_occupancy, erlang_b, erlang_c, wait_exceeds
from capplan.queueing.service_rules import ServiceRule, beds_needed, safe_load
from capplan.queueing.sizing import (
    beds_needed_occupancy,
    beds_needed_refusal,
    beds_needed_wait,
    max_load_occupancy,
    max_load_refusal,
    max_load_wait,
)
from capplan.queueing.staffing import AnswerRule, agents_needed, largest_loads

__all__ = [
    "AnswerRule",
    "Answered",
    "ServiceRule",
    "agents_needed",
    "answered",
    "beds_needed",
    "beds_needed_occupancy",
    "beds_needed_refusal",
    "beds_needed_wait",
    "carried_occupancy",
    "erlang_b",
    "erlang_c",
    "largest_loads",
    "max_load_occupancy",
    "max_load_refusal",
    "max_load_wait",
    "safe_load",
    "wait_exceeds",
]
