"""What reviewers say, kept so that no row is ever changed or deleted, and the queue that follows from it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"

EVENTS = ("corrections", "opinions", "sign_offs", "source_corrections", "ledger_events")
APPEND_ONLY = (*EVENTS, "corrected_records")
KEYS = {table: "id = NEW.id OR sequence = NEW.sequence" for table in EVENTS} | {
    "corrected_records": "record_id = NEW.record_id AND base_version = NEW.base_version"
    " OR correction = NEW.correction AND record_id = NEW.record_id"
}


def upgrade() -> None:
    """Makes the tables and what guards them."""
    for table in EVENTS:
        op.create_table(
            table,
            sa.Column("sequence", sa.Integer(), nullable=False),
            sa.Column("id", sa.String(200), nullable=False),
            sa.Column("by", sa.Text(), nullable=False),
            sa.Column("at", sa.DateTime(timezone=True), nullable=False),
            sa.Column("body", sa.JSON(), nullable=False),
            sa.PrimaryKeyConstraint("sequence", name=f"pk_{table}"),
            sa.UniqueConstraint("id", name=f"uq_{table}_id"),
        )
    op.create_table(
        "corrected_records",
        sa.Column("correction", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.String(24), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("correction", "record_id", name="pk_corrected_records"),
        sa.ForeignKeyConstraint(
            ["correction"], ["corrections.sequence"], name="fk_corrected_records_correction"
        ),
        sa.UniqueConstraint("record_id", "base_version", name="uq_corrected_records_record_id"),
    )
    op.create_table(
        "review_items",
        sa.Column("id", sa.String(24), nullable=False),
        sa.Column("subject", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("edition", sa.String(10), nullable=True),
        sa.Column("source", sa.String(200), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.String(64), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("place", sa.Float(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("machine", sa.JSON(), nullable=True),
        sa.Column("doubt", sa.JSON(), nullable=True),
        sa.Column("record", sa.JSON(), nullable=True),
        sa.Column("stale", sa.JSON(), nullable=True),
        sa.Column("lineage", sa.JSON(), nullable=False),
        sa.Column("mark", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review_items"),
    )
    op.create_index("ix_review_items_queue", "review_items", ["waiting", "rank", "place", "id"])
    op.create_index("ix_review_items_status", "review_items", ["status", "rank", "place", "id"])
    facets = ["waiting", "status", "subject", "kind", "organisation", "edition", "source", "rule"]
    op.create_index("ix_review_items_facets", "review_items", facets)
    op.create_index("ix_review_items_document", "review_items", ["snapshot", "start"])
    op.create_index("ix_review_items_rule", "review_items", ["rule", "status"])
    op.create_table(
        "review_lineage",
        sa.Column("id", sa.String(24), nullable=False),
        sa.Column("item", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_review_lineage"),
    )
    op.create_index("ix_review_lineage_item", "review_lineage", ["item"])
    op.create_table(
        "review_claims",
        sa.Column("item", sa.String(24), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("item", name="pk_review_claims"),
    )
    op.create_index("ix_review_claims_until", "review_claims", ["until"])
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _guard_sqlite() -> None:
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        # INSERT OR REPLACE deletes the row it replaces without asking the trigger for DELETE.
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {KEYS[table]}) "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: UNIQUE'); END"
        )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    """Drops them again, with what they hold."""
    for table in ("review_claims", "review_lineage", "review_items", "corrected_records", *EVENTS):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
