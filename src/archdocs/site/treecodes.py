"""What the site has to say about files that a version's pages need and its tree doesn't hold."""

from __future__ import annotations

from archdocs.finding import Rule, Severity

__all__ = ["LFS_POINTER", "NOT_INCLUDED", "PATH_REFUSED", "SUBMODULE"]

SUBMODULE = Rule(
    "site.submodule",
    Severity.WARNING,
    "A version's documentation contains a submodule, whose files are not there.",
    """\
Fires when a submodule stands inside the documentation folder of a version, or a page includes
something of it, and this clone doesn't have the commit that the version wants: the place is the
page that needs it. Versions are read from git's objects, which don't hold a submodule's files;
those of a submodule that is checked out are taken from its own repository.

Fires: `docs/shared` is a submodule, in a clone without submodules.

Does not fire: `vendor/library` is a submodule and no page includes any of it; the submodule is
checked out and has the commit.

Fetch it (`git submodule update --init`) and build with `--no-cache`, copy the files into the
repository, or read the other project through intersphinx. A submodule inside a submodule is left
out.
""",
)
LFS_POINTER = Rule(
    "site.lfs-pointer",
    Severity.WARNING,
    "A file of a version's documentation is kept in Git LFS and shows as its pointer.",
    """\
Fires when a file inside the documentation folder, or one that a page brings in, is a Git LFS
pointer, and the file that it stands for is not in `.git/lfs`: the place is the page that shows
it. Versions are read from git's objects, where LFS keeps three lines of text in place of the
picture; the picture itself is taken from `.git/lfs` where it is there and has the digest that
the pointer says.

Fires: `docs/overview.png` is tracked with `git lfs track "*.png"`, and only the files of the
checked-out commit were fetched.

Does not fire: an LFS file elsewhere that no page shows or includes.

Fetch the files of all versions (`git lfs fetch --all`) and build with `--no-cache`, or keep
documentation pictures in plain git; they are small.
""",
)
PATH_REFUSED = Rule(
    "site.path-refused",
    Severity.WARNING,
    "A file of a version has a path or target that is not safe to write.",
    """\
Fires when a tree holds a path with `..`, a backslash or control characters, one that would
be read as `.git`, one that is too long or not UTF-8, or a symlink that leads out of the
tree. Such a file is left out of the build.

Fires: `docs/passwd` is a symlink to `/etc/passwd`.

Does not fire: `docs/README.md` is a symlink to `../README.md`.

Remove or rename the file.
""",
)
NOT_INCLUDED = Rule(
    "site.not-included",
    Severity.WARNING,
    "A page brings in a file that the version doesn't have, or that lies outside the project.",
    """\
Fires when a page includes, quotes, shows or offers for download a file that can't be read while
its version is built: `include`, `literalinclude`, `raw` and `csv-table` with `:file:`, pictures and
`{download}`, in Markdown and reStructuredText. Each version is built in a folder that has its own
files and no others, confined, so that no page can show what lies elsewhere on the machine. The
page is built without it.

Fires: `.. literalinclude:: ../src/shop.py`, and in `v1.0` that file was called `store.py`;
`.. image:: ../../../shot.png`, which leads out of the repository.

Does not fire: `.. literalinclude:: ../src/shop.py` where `src/shop.py` is in the same commit;
pictures with an address of the web; links.

Correct the path, add the file to the repository, or have a command of `pre-build` under `[site]`
make it. Where `inputs` under `[site]` is set, only what it names is there. A path that begins with
`/` begins at the documentation's folder.
""",
)
