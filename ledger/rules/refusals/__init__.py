"""Every no of the rules: on ``agreements``, ``amounts``, ``in_kind`` and single ``entries``."""
