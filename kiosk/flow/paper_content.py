"""The content of the step `documents`: which papers are laid under the document camera."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.flow.contents import Content, Matter
from kiosk.flow.visit import TakenPaper


@dataclass(frozen=True)
class Paper:
    """One thing to be laid under the document camera; text keys ``<words>.<kind>``, ``.<kind>_how``."""

    kind: str
    required: bool = True


@dataclass(frozen=True)
class DocumentsContent(Content):
    """Papers, one after the other; which they are may depend on the matter. They lie in ``person.papers[stop, kind]``."""

    words: str
    papers: Callable[[Matter], Sequence[Paper]]

    def taken(self, stop: str, matter: Matter) -> dict[str, TakenPaper]:
        """Return what was taken of what is asked for, by kind, in that order."""
        kept = matter.person.papers
        return {paper.kind: kept[stop, paper.kind] for paper in self.papers(matter) if (stop, paper.kind) in kept}

    def is_complete(self, stop: str, matter: Matter) -> bool:
        """Every paper that must be there is there."""
        taken = self.taken(stop, matter)
        return all(paper.kind in taken for paper in self.papers(matter) if paper.required)
