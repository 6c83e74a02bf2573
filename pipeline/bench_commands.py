"""`pledgewatch bench`: what the rules are worth on annotated documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.problems import Problem


def bench(
    folders: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Folders of NAME.gold.json beside their documents; by default all of the checkout"
        ),
    ] = None,
    rule: Annotated[
        str | None, typer.Option(help="Only this rule, with every record it made", metavar="ID")
    ] = None,
) -> None:
    """Hold the rules against annotated documents: how many of each rule's records are right.

    With --rule, shows what the rule made, right and wrong, and where. Write the sentences that it gets wrong
    into the rule's examples or counterexamples before you mend it (docs/rules.md).
    """
    from extractors import metrics, table_metrics
    from pipeline.english import load_english

    load_english()
    from extractors.rules import rule_book
    from pipeline.bench import default_folders, judge, rule_report, rules_table, tally

    says = {one.id: one.says for one in rule_book().rules.values()}
    says |= {
        metrics.RULE: "A quantity in running text.",
        table_metrics.RULE: "A figure in a table.",
    }
    if rule is not None and rule not in says:
        near = [
            one for one in sorted(says) if rule.split(".")[-1] in one or one.startswith(rule.split(".")[0])
        ]
        raise Problem(
            f"there is no rule {rule!r}; "
            + (f"the nearest are {', '.join(near)}" if near else "`pledgewatch bench` lists them all")
        )
    chosen = folders or default_folders()
    if not chosen:
        raise Problem("no gold folder in this checkout: name a folder of annotated documents")
    judged = list(judge(chosen))
    if rule is None:
        typer.echo(rules_table(tally(judged)))
        right = sum(one.gold is not None for one in judged)
        typer.echo(
            f"\n{right} of {len(judged)} records of {len({one.document for one in judged})} documents right"
        )
    else:
        typer.echo(rule_report(rule, judged, says=says[rule]))
