"""All refusals of the rules: ``agreements``, ``amounts``, ``in_kind`` and single ``entries``."""
