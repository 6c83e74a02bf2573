"""Snapshots, what was extracted from them, and which extraction holds."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the first tables."""
    op.create_table(
        "snapshots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(200), nullable=True),
        sa.Column("retrieved", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_snapshots"),
        sa.UniqueConstraint("source", "name", "sha256", name="uq_snapshots_source"),
    )
    op.create_index("ix_snapshots_sha256", "snapshots", ["sha256"])
    op.create_table(
        "extractions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("remarks", sa.JSON(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_extractions"),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshots.id"], name="fk_extractions_snapshot_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("snapshot_id", "fingerprint", name="uq_extractions_snapshot_id"),
    )
    op.create_table(
        "documents",
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("linked", sa.Text(), nullable=False),
        sa.Column("extraction_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source", "linked", name="pk_documents"),
        sa.ForeignKeyConstraint(
            ["extraction_id"], ["extractions.id"], name="fk_documents_extraction_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "records",
        sa.Column("extraction_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("edition", sa.String(10), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("extraction_id", "position", name="pk_records"),
        sa.ForeignKeyConstraint(
            ["extraction_id"], ["extractions.id"], name="fk_records_extraction_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_records_id", "records", ["id"])
    op.create_index("ix_records_organisation_edition", "records", ["organisation", "edition"])
    op.create_table(
        "doubts",
        sa.Column("extraction_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("extraction_id", "position", name="pk_doubts"),
        sa.ForeignKeyConstraint(
            ["extraction_id"], ["extractions.id"], name="fk_doubts_extraction_id", ondelete="CASCADE"
        ),
    )


def downgrade() -> None:
    """Drops them again."""
    for table in ("doubts", "records", "documents", "extractions", "snapshots"):
        op.drop_table(table)
