"""Proposals: what the figures of a digest would join that the ledger doesn't hold yet."""

from dataclasses import dataclass

from evidence.ledger import Ledger
from intake.accounts import Account, Entry
from intake.digest import Digest
from intake.rivals import Rival, Rivals
from intake.surroundings import read_surroundings
from intake.terms import Candidate, Terms, find_theme


@dataclass(frozen=True)
class Proposal:
    """What an open figure would join."""

    entry: Entry  # the figure and where it stands
    candidate: Candidate | None  # the indicator; None if there is none
    rivals: tuple[Rival, ...]  # what the ledger has on it
    theme: str  # that of the indicator, or else of the article

    @property
    def agreeing(self) -> tuple[Rival, ...]:
        """What the figure agrees with."""
        return tuple(rival for rival in self.rivals if rival.agrees)

    @property
    def conflicting(self) -> tuple[Rival, ...]:
        """All that the ledger has, if the figure surely speaks of the same and can't be true beside any of it."""
        is_stated = self.candidate is not None and self.candidate.is_stated
        return self.rivals if is_stated and all(rival.conflicts and not rival.is_far for rival in self.rivals) else ()

    @property
    def differing(self) -> tuple[Rival, ...]:
        """What the figure differs from, where it may speak of something else or others hold what it says."""
        return () if self.conflicting else tuple(rival for rival in self.rivals if rival.conflicts)


def propose(digest: Digest, account: Account, ledger: Ledger) -> list[Proposal]:
    """Say of each open figure without a mark what it would join, in the order of the file."""
    terms, rivals = Terms(ledger.indicators), Rivals(ledger)
    themes = [find_theme(article) for article in digest.articles]
    found: list[tuple[Entry, Candidate | None, tuple[Rival, ...]]] = []
    for entry in account.open:
        article, figure = digest.articles[entry.article], entry.figure
        if figure.mark:
            continue
        around = read_surroundings(
            digest.lines[entry.line - 1], figure, article.title, themes[entry.article], article.published
        )
        best = None if figure.fault else next(iter(terms.rank(figure, around)), None)
        compared = rivals.compare(figure, best.indicator_id) if best else ()
        if compared and all(rival.conflicts and (rival.is_far or not best.is_sure) for rival in compared):
            best, compared = None, ()  # more likely a figure of something else than one that all others contradict
        found.append((entry, best, compared))
    clearest: dict[tuple[int, str], tuple[bool, bool]] = {}
    for entry, best, _ in found:
        if best:
            place = entry.article, best.indicator_id
            clearest[place] = max(clearest.get(place, (False, False)), _clearness(best))
    proposals = []
    for entry, best, compared in found:
        if best and _clearness(best) < clearest[entry.article, best.indicator_id]:
            best, compared = None, ()  # another figure of the article says more clearly that it is the one meant
        theme = ledger.indicators.at[best.indicator_id, "theme"] if best else themes[entry.article]
        proposals.append(Proposal(entry, best, compared, theme))
    return proposals


def _clearness(candidate: Candidate) -> tuple[bool, bool]:
    return candidate.names_subject, candidate.is_sure
