"""``python -m archdocs``: the command line without an installed script."""

from archdocs.cli.start import main

main()
