"""The one yardstick for words of probability, after the directive ICD 203; the page "How to read this book" explains it."""

# Per cent: lower and upper bound.
YARDSTICK = {
    "almost no chance": (1, 5),
    "very unlikely": (5, 20),
    "unlikely": (20, 45),
    "roughly even": (45, 55),
    "likely": (55, 80),
    "very likely": (80, 95),
    "almost certain": (95, 99),
}
