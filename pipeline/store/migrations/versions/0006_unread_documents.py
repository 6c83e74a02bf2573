"""Documents that could not be read, addresses that may hold another, documents that went back to earlier
bytes; and what reviewers set aside of the first two.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

APPEND_ONLY = "set_asides"


def upgrade() -> None:
    """Makes the tables and what guards the one that nothing may be taken from."""
    op.create_table(
        "returns",
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("linked", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", "linked", "sha256", "at", name="pk_returns"),
    )
    op.create_table(
        "unread_documents",
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("linked", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("trouble", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("tried", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", "linked", name="pk_unread_documents"),
    )
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(24), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("found_in", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
    )
    op.create_table(
        APPEND_ONLY,
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(200), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_set_asides"),
        sa.UniqueConstraint("id", name="uq_set_asides_id"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(  # the function is that of 0003
            f"CREATE TRIGGER {APPEND_ONLY}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {APPEND_ONLY} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {APPEND_ONLY}_no_{verb.lower()} BEFORE {verb} ON {APPEND_ONLY} "
            f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY} is append-only'); END"
        )
    # INSERT OR REPLACE deletes the row it replaces without asking the trigger for DELETE.
    op.execute(
        f"CREATE TRIGGER {APPEND_ONLY}_no_replace BEFORE INSERT ON {APPEND_ONLY} "
        f"WHEN EXISTS (SELECT 1 FROM {APPEND_ONLY} WHERE id = NEW.id OR sequence = NEW.sequence) "
        f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY} is append-only: UNIQUE'); END"
    )


def downgrade() -> None:
    """Drops them again, with what they hold."""
    for table in (APPEND_ONLY, "proposals", "unread_documents", "returns"):
        op.drop_table(table)
