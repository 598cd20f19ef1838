"""The Django project: settings, addresses, base templates; composes all apps and holds no domain rule."""
