"""Pages with Mermaid blocks: links, what only the script draws, blocks in other places."""

from __future__ import annotations

__all__ = ["INDEX", "LINKS", "NESTED", "NESTED_RST", "SCRIPT"]

LINKS = """\
# Links

```{mermaid}
:alt: From cart to shop
:caption: The *order*
:name: the-order

flowchart LR
  accTitle: Orders
  A[Cart] --> B[Order] --> C[Queue] --> D[Web] --> E[Gone] --> F[Call] --> G[Code] --> H[Top]
  click A "guides/one.html#part-a" "See one"
  click B href "ADR-0001"
  click C "docs/guides/one.md"
  click D "https://example.org/x" _blank
  click E "ADR-0099"
  click F call show()
  click G "src/**"
  click H "#links"
```

```mermaid
---
title: As on other sites
config:
  flowchart:
    curve: basis
---
flowchart LR
  A --> B
  A[
```
"""
INDEX = """\
# Home

```{toctree}
:glob:
*
guides/one
```

```{systems}
```
"""
SCRIPT = """\
# Script

```{mermaid}
flowchart LR
  A["$$x^2$$"] --> B["<b onclick=alert(1)>plain</b>"]
```

```{mermaid}
hologram-beta
  a
```
"""
NESTED = """\
# Nested

::::{note}
Some

:::{mermaid}
:alt: x

sequenceDiagram
  A-x-y>>
:::
::::

- list

  ```{mermaid}
  pie
    "a" : x
  ```

```{include} part.txt
```

```{mermaid} flow.mmd
```

```{mermaid} ../../outside.mmd
```

```{mermaid}
:config: {bad
flowchart LR
  A
```
"""
NESTED_RST = """\
Nested too
==========

.. note::

   Hello

   .. mermaid::
      :caption: Cap

      erDiagram
        C ||--o D y

.. include:: part-rst.txt
"""
