"""The formats a report comes in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from archdocs.finding import Rule
from archdocs.reports import github, gitlab, json, junit, rdjson, sarif, text
from archdocs.reports.report import Report

__all__ = ["FORMATS", "Format"]

Format = Callable[[Report, Mapping[str, Rule]], str]

FORMATS: Mapping[str, Format] = {
    "text": text.render,
    "json": json.render,
    "github": github.render,
    "sarif": sarif.render,
    "gitlab": gitlab.render,
    "rdjson": rdjson.render,
    "junit": junit.render,
}
