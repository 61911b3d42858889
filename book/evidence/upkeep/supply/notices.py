"""The notices that go along with the built book: whose software it carries, and under which conditions."""

from evidence.upkeep.supply import FOLDER, carried

NAME = "third-party-licences.txt"
# Fonts may be embedded in a document without the conditions of their licence (OFL 1.1, condition 5).
DOCUMENTS = "pdf/"


def notices() -> str:
    """Return the notice of each part that the pages carry, then each licence once, but for fonts of the PDF."""
    parts = carried()
    in_pages = parts[~parts["file"].str.startswith(DOCUMENTS)]
    names = sorted({name for licence in in_pages["licence"] for name in licence.split(" AND ")})
    entries = [
        f"{part['part']} ({part['file']})\n{part['licence']}. {part['copyright']}" for _, part in parts.iterrows()
    ]
    texts = [f"{name}\n\n{(FOLDER / 'licences' / f'{name}.txt').read_text(encoding='utf-8')}" for name in names]
    rule = "\n" + "-" * 80 + "\n\n"
    head = "The pages and the PDF of this book carry software and fonts of others, each under its own licence.\n\n"
    return head + "\n\n".join(entries) + "\n" + rule + rule.join(texts)
