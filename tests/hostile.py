"""Text that every reader's program could mistake for something of its own, and the cells that may hold it."""

UGLY = (
    '<script>alert(1)</script> <img src=x onerror=alert(1)> #panic("x") *b* _i_ [c] `d` $e$ @f \\g {{ 7*7 }} '
    "{fact}`RU-013` </title> & &amp; <b"
)
# Free text of the tables; all else is an identifier, a number, a date or a word of a closed vocabulary.
FREE = {
    "articles": ("title", "title_en", "publisher"),
    "claims": ("statement", "figure_text", "note"),
    "verdicts": ("reason",),
    "readings": ("reason",),
    "indicators": ("label", "definition"),
    "resolutions": ("reason",),
    "assumptions": ("label", "reason"),
    "judgements": ("event", "reason", "confidence_reason", "other_reading", "test", "previous"),
    "history": ("reason", "old", "new"),
    "sources": ("title", "title_en", "publisher", "reported_by", "note"),
    "observations": ("locator", "note"),
    "measures": ("instrument", "title_original", "what", "note"),
    "projects": ("name", "company", "owner", "place", "feed", "what"),
    "elements": ("name", "name_zh", "name_ru", "uses", "group_usgs"),
    "gaps": ("topic", "what", "why", "consequence"),
    "searches": ("question", "words", "found"),
}
