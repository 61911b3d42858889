"""Results of the chapter on export controls."""
