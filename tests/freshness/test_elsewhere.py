"""A name that is gone here and that a page means of somebody else is left alone."""

from __future__ import annotations

import datetime

from archdocs.freshness import engine
from archdocs.project import Project
from support import Repo

CODE = """\
class Card:
    def charge_card(self):
        return self.stdout_of

def stdout(): ...
def refund_all(): ...
def api_root(): ...
def after_save(): ...
def old_rev(): ...
def both_kinds(): ...
"""
#: Pages that mean somebody else's, and such that mean what is gone.
SILENT = {
    "library.md": "# A\n\nPython's `sys.stdout` is closed.\n",
    "yours.md": "# A\n\nDo not call your application `pay/flask.py`, ever.\n",
    "shown.md": "# A\n\nAn application `pay/flask.py` with:\n\n```python\nprint(1)\n```\n",
    "sample.md": "# A\n\nHere is a sample `ci/.travis.yml` for all.\n",
    "nested.md": "# A\n\nThey are in `ci/parts` now.\n",
    "nix.md": "# A\n\nMake sure `./flake.nix` is correct.\n",
    "tutorial.md": "# A\n\n```python\ndef api_root():\n    ...\n```\n\nThen `api_root()`.\n",
    "signal.md": "# A\n\nCatch `after_save`.\n\n    from signals.models import after_save\n",
    "module.rst": "A\n=\n\n.. currentmodule:: contrib.gone\n\nCall :meth:`vanish_now`.\n",
    "imports.md": "# A\n\n```python\nfrom contrib.gone import x\n```\n\nCall `vanish_now()`.\n",
    "gerrit.md": "# A\n\nIt holds `event.refUpdate.old_rev`.\n",
    "compare.md": "# pay-2.3: why\n\nIt had `refund_all()`.\n",
    "2.3-announcement.md": "# A\n\nNow with `refund_all()`.\n",
    "none.md": "# A\n\nNote that there is no `refund_all()` in the shop.\n",
    "both.md": "# A\n\nIn `./both_kinds`, where `both_kinds` is.\n",
    "replaces.md": "# A\n\nThe new way replaces `refund_all()`.\n",
}
FIRING = {
    "override.md": "# A\n\n    def after_save(self, x):\n        pass\n\nSo `after_save()`.\n",
    "example.md": "# A\n\nFor example, `pay/flask.py` is one.\n",
    "none_else.md": "# A\n\nWhen there is no card, call `refund_all()`.\n",
    "method.md": "# A\n\nCall `Card.charge_card()` once.\n",
    "class.rst": "A\n=\n\nCall :py:meth:`~pay.pay.Card.charge_card` once.\n",
    "path.md": "# A\n\nRun the script `pay/flask.py`:\n\n```sh\npython pay/flask.py\n```\n",
    "numbered.md": "# 2.3 Refunds\n\nCall `refund_all()`.\n",
    "own.md": "# A\n\n```python\nfrom pay.pay import Card\n```\n\nCall `refund_all()`.\n",
}


def test_only_what_was_the_projects_own_is_missed(repo: Repo) -> None:
    repo.write("pay/pay.py", CODE)
    repo.write("pay/flask.py", "X = 1\n")
    repo.write("flake.nix", "{}\n")
    repo.write("ci/.travis.yml", "os: linux\n")
    repo.write("ci/parts/one.sh", "true\n")
    repo.write("pay/leaving.py", "def vanish_now():\n    pass\n")
    for name, text in {**SILENT, **FIRING}.items():
        repo.write(f"docs/{name}", text)
    repo.commit("write")
    repo.write("pay/pay.py", "class Card:\n    pass\n\n\ndef both_kinds(): ...\n")
    repo.git("rm", "-qr", "pay/flask.py", "flake.nix", "pay/leaving.py", "ci")
    head = repo.commit("take away", "2026-03-05T12:00:00+00:00")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{head},ci/parts")
    repo.git("commit", "-q", "-m", "take in a submodule", date="2026-03-06T12:00:00+00:00")
    found = engine.check(Project(repo.path), today=datetime.date(2026, 7, 1))
    fired = {f.location.path.removeprefix("docs/") for f in found if f.code == "stale.ref-gone"}
    assert fired == set(FIRING)
