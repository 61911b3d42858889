"""Figures of the chapter on export controls."""
