"""Algorithms: what no formula holds. ``data/results/`` calls them by module and function."""
