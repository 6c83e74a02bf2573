"""Makes candidates of statements: what a rule found, where it stands, and whom it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from extractors.attribution import Attribution
from extractors.candidates import Candidate, Organisation, Statement
from extractors.rules import Rule
from schemas.records import Kind

if TYPE_CHECKING:
    from spacy.tokens import Span


class Making:
    """Makes a candidate of a clause, or of the whole sentence where there is none."""

    def __init__(self, attribution: Attribution) -> None:
        self._who = attribution

    def __call__(
        self,
        kind: Kind,
        statement: Statement,
        clause: Span | None,
        rule: Rule,
        organisation: Organisation | None = None,
        **fields: Any,
    ) -> Candidate:
        """A candidate of a kind; whom it is about is asked where it is not given."""
        start, end = statement.range_of(clause) if clause is not None else (statement.start, statement.end)
        who = organisation or self._who.of(statement, clause if clause is not None else statement.doc[:])
        return Candidate(
            kind=kind,
            within=statement.block,
            start=start,
            end=end,
            rule=rule.id,
            rule_version=rule.version,
            context=statement.context,
            organisation=who,
            fields=fields,
        )
