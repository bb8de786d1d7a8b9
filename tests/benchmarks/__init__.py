"""Ratios of whole tasks to hand-written baselines, measured in one run; ``python -m
tests.benchmarks [NAME…]``.
"""
