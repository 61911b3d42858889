"""What the chapter on Russian autonomy judges of events by the end of 2030."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Judgement:
    """What the chapter says of an event by the end of 2030.

    Attributes
    ----------
    event : str
        What would have to happen.
    word : str
        A word of the yardstick.
    key : str
        The result that it starts from.
    reason : str
        Why the word is where it is.
    """

    event: str
    word: str
    key: str
    reason: str


JUDGEMENTS = (
    Judgement(
        "Light oxides separated", "likely", "model.ru-chance-separation", "plant designed, reported as being built"
    ),
    Judgement(
        "Output target, as mine output",
        "roughly even",
        "model.ru-base-rate-output-target",
        "half of all cases grew as fast; a mine plan covers it, against flat years",
    ),
    Judgement(
        "Fifth place by mine output",
        "unlikely",
        "model.ru-base-rate-top-five",
        "a third to two fifths of all cases grew as fast; no mine plan covers it",
    ),
    Judgement(
        "Light magnets from own ore",
        "unlikely",
        "model.ru-chance-light-chain",
        "every stage has a plan, metal and magnets no recent sign of progress",
    ),
    Judgement(
        "Chain with heavy elements",
        "very unlikely",
        "model.ru-chance-chain",
        "no project for heavy oxides on record",
    ),
    Judgement(
        "Share target, as mine output",
        "almost no chance",
        "model.ru-base-rate-share-target",
        "no case grew as fast; no mine plan of that size, no budget",
    ),
)
