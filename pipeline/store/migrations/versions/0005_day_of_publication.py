"""The day that a document itself gives as that of its publication."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Adds the column; what was read before has no day until it is read again."""
    with op.batch_alter_table("extractions") as table:
        table.add_column(sa.Column("published", sa.Date(), nullable=True))


def downgrade() -> None:
    """Drops it again."""
    with op.batch_alter_table("extractions") as table:
        table.drop_column("published")
