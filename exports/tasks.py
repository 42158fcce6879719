"""Celery tasks of the pipeline's second half."""
