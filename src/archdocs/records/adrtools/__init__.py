"""The commands of adr-tools, for teams whose scripts call ``adr``.

Every call is a process, and scripts call ``adr`` by the dozen, so these modules import next to
nothing: no ``typing``, ``re``, ``pathlib`` or ``dataclasses`` at the top, which would each
take as long as the rest of a call.
"""
