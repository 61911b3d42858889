"""Intake: read a digest, list its figures, say which the ledger has and propose rows for the rest."""
