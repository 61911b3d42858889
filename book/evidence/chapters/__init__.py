"""Tables of chapters: what their figures draw, and what the book counts of its own claims."""
