"""The ground floor: settings, projects and keys, the Celery app, health, and the embedded runtime."""
