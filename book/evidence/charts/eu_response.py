"""Figures of the chapter on the European response."""
