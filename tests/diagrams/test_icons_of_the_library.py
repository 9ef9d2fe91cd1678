"""Every class of nodes that the ``diagrams`` package has comes with a picture we may use."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import diagrams
from archdocs.diagrams import icons

#: The package names a file for it and leaves it out.
ABSENT = {"diagrams.gis.cplusplus.Mapnik"}


def test_every_class_of_every_provider_has_an_icon(tmp_path: Path) -> None:
    script, providers = tmp_path / "diagrams" / "x.py", set()
    lost, found = [], 0
    for module in pkgutil.walk_packages(diagrams.__path__, "diagrams."):
        if module.name in ("diagrams.cli", "diagrams.custom", "diagrams.c4"):
            continue  # no classes, or an icon that the script brings
        for name, made in vars(importlib.import_module(module.name)).items():
            if getattr(made, "_icon", None):
                found += 1
                providers.add(made._provider)
                path = icons.library_folder().parent / made._icon_dir / made._icon
                if icons.locate(str(path), script=script, root=tmp_path) is None:
                    lost.append(f"{module.name}.{name}")
    assert set(lost) <= ABSENT
    assert found > 2000
    assert {"aws", "azure", "gcp", "k8s", "onprem", "programming", "saas"} <= providers
