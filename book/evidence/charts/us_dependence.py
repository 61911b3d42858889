"""Figures of the chapter on United States dependence."""
