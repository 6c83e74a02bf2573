"""The Prefect flows: `collect`, `extract`, `publish`, and `refresh`, which is all three.

They wrap plain functions (`pipeline.collect`, `pipeline.stages`, `pipeline.publish`) in tasks, limits and
artifacts, and do nothing that matters by themselves. docs/flows.md says how they are run.
"""
