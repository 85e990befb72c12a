"""Benchmarks: each module measures one part and prints ratios taken in one run. ``make bench`` runs them all."""
