/* The search page: this version's results first, then those of the others, by Pagefind.
   A classic script, because a module does not load from file://, and an external one, for a
   strict content security policy. Opened from a folder, or where WebAssembly may not run, it
   starts Sphinx's own search instead. All that comes from pages is put in as text. */
(function () {
  "use strict";

  var self = document.currentScript;
  if (!self) return;
  var FOLDER = "_pagefind/";
  var base = new URL(".", self.src).href;
  var versionRoot = new URL("..", base).href;
  var siteRoot = new URL("..", versionRoot).href;
  var slug = decodeURIComponent(versionRoot.slice(siteRoot.length)).replace(/\/$/, "");
  /* So many results at a time, sections of each, and versions that are asked unbidden. */
  var STEP = 10;
  var SECTIONS = 3;
  var UNBIDDEN = 10;
  /* Records nobody should follow any more stand behind others that say as much. */
  var DEAD = ["superseded", "deprecated", "rejected", "withdrawn", "obsolete"];
  var LATER = 0.5;

  function element(tag, attributes, children) {
    var made = document.createElement(tag);
    for (var name in attributes) made.setAttribute(name, attributes[name]);
    made.append.apply(made, children || []);
    return made;
  }

  /* Pages may be called as what every object has: constructor, __proto__. */
  function table() {
    return Object.create(null);
  }

  function load(src) {
    return new Promise(function (resolve, reject) {
      var script = element("script", { src: src });
      script.async = false;
      script.addEventListener("load", resolve);
      script.addEventListener("error", reject);
      document.head.append(script);
    });
  }

  function sphinx() {
    (self.dataset.sphinx || "").split(" ").filter(Boolean).forEach(function (src) {
      load(src).catch(function () {});
    });
  }

  /* A module of eight bytes tells whether the browser, and the site's policy, allow any. */
  function runs() {
    try {
      return Boolean(new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])));
    } catch (error) {
      return false;
    }
  }

  function json(address) {
    return fetch(address).then(function (answer) {
      if (!answer.ok) throw new Error(address + ": " + answer.status);
      return answer.json();
    });
  }

  /* What is searched: an index of this version, and those of others once they are asked for. */
  function Indexes(engine, versions) {
    this.engine = engine;
    this.own = versions.find(function (version) {
      return version.version === slug || version.aliases.indexOf(slug) >= 0;
    }) || { version: slug, name: slug, aliases: [] };
    this.versions = versions.indexOf(this.own) < 0 ? [this.own].concat(versions) : versions;
    this.others = versions.filter(function (version) {
      return version !== this.own && version.search && !version.hidden;
    }, this);
    this.lists = table();
  }

  Indexes.prototype.folder = function (version) {
    return siteRoot + encodeURIComponent(version === this.own ? slug : version.version) + "/";
  };

  Indexes.prototype.list = function (version) {
    var lists = this.lists;
    return json(this.folder(version) + FOLDER + "pages.json").then(function (pages) {
      lists[version.version] = pages;
    });
  };

  Indexes.prototype.widen = function () {
    var all = this;
    this.wide = this.wide || Promise.all(this.others.map(function (version) {
      var folder = all.folder(version);
      return all.list(version).then(function () {
        return all.engine.mergeIndex(folder + FOLDER, { baseUrl: folder });
      }).catch(function () {
        /* Its pages went while this one was open: the others have theirs. */
        delete all.lists[version.version];
      });
    }));
    return this.wide;
  };

  /* The results as pages, best first, each with the versions that have it. The same page has
     the same id wherever its content is the same. */
  Indexes.prototype.search = function (words) {
    var all = this;
    return this.engine.search(words).then(function (found) {
      var known = table();
      found.results.forEach(function (result) {
        all.versions.forEach(function (version) {
          var said = (all.lists[version.version] || {})[result.id];
          var key = version.version + " " + result.id;
          if (!said || known[key]) return;
          known[key] = {
            version: version, page: said[0], kind: said[1], status: said[2], result: result,
            score: result.score * (DEAD.indexOf(said[2]) < 0 ? 1 : LATER)
          };
        });
      });
      return Object.keys(known).map(function (key) {
        return known[key];
      }).sort(function (one, other) {
        return other.score - one.score;
      });
    });
  };

  /* What stands for the page in all versions: if it was renamed in between, one of its names.
     A page that took the name of such a one is another. */
  function stable(moved, version, page) {
    var same = function (group, place) {
      return group.indexOf(page) >= 0 && !(version.others || []).some(function (known) {
        return known[0] === place && known[1] === page;
      });
    };
    var place = moved.findIndex(same);
    // No page is called so.
    return place < 0 ? page : place + "/";
  }

  /* Hits of one version, each with the others that show the page too; then the rest, where the
     current release speaks for all. */
  function grouped(hits, own, moved, order) {
    var groups = table();
    var names = [];
    hits.forEach(function (hit) {
      var name = stable(moved, hit.version, hit.page);
      if (!groups[name]) {
        groups[name] = [];
        names.push(name);
      }
      groups[name].push(hit);
    });
    var parts = { own: [], others: [] };
    names.forEach(function (name) {
      var group = groups[name].sort(function (one, other) {
        return (other.version === own) - (one.version === own) ||
          Boolean(other.version.preferred) - Boolean(one.version.preferred) ||
          order.indexOf(one.version) - order.indexOf(other.version);
      });
      parts[group[0].version === own ? "own" : "others"].push(group);
    });
    return parts;
  }

  /* Where a newer version says that this record no longer holds. */
  function outlived(group, order) {
    var hit = group[0];
    return DEAD.indexOf(hit.status) < 0 && group.find(function (other) {
      return DEAD.indexOf(other.status) >= 0 && order.indexOf(other.version) < order.indexOf(hit.version);
    });
  }

  /* Pagefind's excerpt has <mark> around what was found, and <, > escaped: nothing else in it
     is markup. */
  function excerpt(text, tag) {
    var parts = text.split(/<mark>|<\/mark>/);
    return element(tag, { class: "archdocs-search__excerpt" }, parts.map(function (part, index) {
      var plain = part.replace(/&lt;/g, "<").replace(/&gt;/g, ">");
      return index % 2 ? element("mark", {}, [plain]) : plain;
    }));
  }

  function Page(indexes, moved, home, input) {
    this.indexes = indexes;
    this.moved = moved;
    this.input = input;
    this.turn = 0;
    this.shown = { own: STEP, others: STEP };
    this.where = this.select("Search in", [["", "All versions"]].concat([indexes.own].concat(
      indexes.others
    ).map(function (version) {
      return [version.version, version.name];
    })));
    this.kind = this.select("Kind", []);
    this.status = this.select("Status", []);
    this.message = element("p", { class: "archdocs-search__message", role: "status" });
    this.list = element("div", { class: "archdocs-search__results" });
    var filters = element("div", { class: "archdocs-search__filters" }, [
      this.where.label, this.kind.label, this.status.label
    ]);
    this.where.label.hidden = !indexes.others.length;
    home.append(element("div", { class: "archdocs-search" }, [filters, this.message, this.list]));
  }

  Page.prototype.select = function (name, choices) {
    var box = element("select", {});
    var made = { box: box, label: element("label", {}, [element("span", {}, [name]), box]) };
    var page = this;
    made.fill = function (all) {
      var chosen = box.value || made.first || "";
      box.replaceChildren.apply(box, all.map(function (choice) {
        return element("option", { value: choice[0] }, [choice[1]]);
      }));
      box.value = chosen;
      if (box.selectedIndex < 0) box.selectedIndex = 0;
      made.first = "";
    };
    made.fill(choices);
    box.addEventListener("change", function () {
      page.ask();
    });
    return made;
  };

  Page.prototype.address = function (hit, words, anchor) {
    return this.indexes.folder(hit.version) +
      hit.page.split("/").map(encodeURIComponent).join("/") + ".html" +
      "?highlight=" + encodeURIComponent(words) + (anchor || "");
  };

  Page.prototype.item = function (group, words) {
    var page = this;
    var hit = group[0];
    var foreign = hit.version !== this.indexes.own;
    var later = outlived(group, this.indexes.versions);
    return hit.result.data().then(function (data) {
      var link = element("a", { href: page.address(hit, words) }, [data.meta.title || hit.page]);
      var head = element("p", { class: "archdocs-search__title" }, [link]);
      if (hit.status) {
        var dead = DEAD.indexOf(hit.status) >= 0 ? " archdocs-search__mark--dead" : "";
        head.append(" ", element("span", { class: "archdocs-search__mark" + dead }, [hit.status]));
      }
      if (later) {
        head.append(" ", element("span", { class: "archdocs-search__mark archdocs-search__mark--dead" }, [
          later.status + " in " + later.version.name
        ]));
      }
      if (foreign) {
        head.append(" ", element("span", { class: "archdocs-search__mark" }, [hit.version.name]));
      }
      var made = element("li", {}, [head, excerpt(data.excerpt, "p")]);
      var sections = data.sub_results.filter(function (part) {
        return part.anchor && part.anchor.element !== "h1";
      }).slice(0, SECTIONS);
      if (sections.length) {
        made.append(element("ul", { class: "archdocs-search__sections" }, sections.map(function (part) {
          var to = page.address(hit, words, "#" + encodeURIComponent(part.anchor.id));
          return element("li", {}, [element("a", { href: to }, [part.title])]);
        })));
      }
      var also = group.slice(1);
      if (also.length) {
        var line = element("p", { class: "archdocs-search__also" }, ["also in "]);
        also.forEach(function (other, index) {
          if (index) line.append(", ");
          line.append(element("a", { href: page.address(other, words) }, [other.version.name]));
        });
        made.append(line);
      }
      return made;
    });
  };

  Page.prototype.part = function (name, title, groups, words) {
    var page = this;
    var shown = groups.slice(0, this.shown[name]);
    return Promise.all(shown.map(function (group) {
      return page.item(group, words);
    })).then(function (items) {
      var made = element("section", {}, title ? [element("h2", {}, [title])] : []);
      made.append(element("ol", { class: "archdocs-search__list" }, items));
      if (groups.length > shown.length) {
        var more = element("button", { type: "button", class: "archdocs-search__more" }, [
          "Show more (" + (groups.length - shown.length) + ")"
        ]);
        more.addEventListener("click", function () {
          page.shown[name] += STEP;
          page.ask(true).then(function () {
            var links = page.list.querySelectorAll("." + name + " .archdocs-search__title a");
            if (links[shown.length]) links[shown.length].focus();
          });
        });
        made.append(more);
      }
      made.classList.add(name);
      return made;
    });
  };

  function counted(hits, field, chosen) {
    var counts = table();
    hits.forEach(function (hit) {
      if (hit[field]) (counts[hit[field]] = counts[hit[field]] || table())[hit.page] = true;
    });
    if (chosen && !counts[chosen]) counts[chosen] = table();
    return [["", "any"]].concat(Object.keys(counts).sort().map(function (value) {
      return [value, value + " (" + Object.keys(counts[value]).length + ")"];
    }));
  }

  function many(count, one) {
    return count + " " + one + (count === 1 ? "" : "s");
  }

  /* Ask, and show what came, unless another question came first. */
  Page.prototype.ask = function (more) {
    var page = this;
    var turn = ++this.turn;
    var words = this.input.value.trim();
    if (!more) this.shown = { own: STEP, others: STEP };
    this.remember(words);
    if (!words) {
      this.message.textContent = "";
      this.list.replaceChildren();
      return Promise.resolve();
    }
    if (!this.list.children.length) this.message.textContent = "Searching …";
    return this.indexes.search(words).then(function (hits) {
      return turn === page.turn && page.show(hits, words, turn);
    }).then(function () {
      var narrow = page.where.box.value === page.indexes.own.version;
      if (turn !== page.turn || narrow || page.indexes.done) return undefined;
      return page.indexes.widen().then(function () {
        page.indexes.done = true;
        return turn === page.turn ? page.ask(true) : undefined;
      });
    });
  };

  Page.prototype.show = function (hits, words, turn) {
    var page = this;
    var where = this.where.box.value;
    var own = this.indexes.versions.find(function (version) {
      return version.version === where;
    }) || this.indexes.own;
    var inside = where ? hits.filter(function (hit) {
      return hit.version === own;
    }) : hits;
    var kind = this.kind.box.value || this.kind.first;
    var status = this.status.box.value || this.status.first;
    this.kind.fill(counted(inside, "kind", kind));
    this.status.fill(counted(inside, "status", status));
    this.kind.label.hidden = this.kind.box.options.length < 3 && !kind;
    this.status.label.hidden = this.status.box.options.length < 2;
    var parts = grouped(inside.filter(function (hit) {
      return (!kind || hit.kind === kind) && (!status || hit.status === status);
    }), own, this.moved, this.indexes.versions);
    var wanted = [this.part("own", "", parts.own, words)];
    if (parts.others.length) {
      wanted.push(this.part("others", "Only in other versions", parts.others, words));
    }
    return Promise.all(wanted).then(function (sections) {
      if (turn !== page.turn) return;
      var said = (parts.own.length ? many(parts.own.length, "page") : "Nothing") + " in " + own.name;
      if (parts.others.length) said += ", " + many(parts.others.length, "page") + " only in other versions";
      else if (!page.indexes.done && page.indexes.others.length && where !== page.indexes.own.version) {
        said += "; asking the other versions …";
      }
      page.message.textContent = said + ".";
      page.list.replaceChildren.apply(page.list, sections);
    });
  };

  /* The address says what is shown, so that it can be sent to somebody. */
  Page.prototype.remember = function (words) {
    var address = new URL(location.href);
    var said = {
      q: words, "in": this.where.box.value,
      kind: this.kind.box.value || this.kind.first, status: this.status.box.value || this.status.first
    };
    Object.keys(said).forEach(function (name) {
      if (said[name]) address.searchParams.set(name, said[name]);
      else address.searchParams.delete(name);
    });
    history.replaceState(null, "", address);
  };

  /* Down from the field to the results, and between them; Escape goes back. */
  function keys(page) {
    document.addEventListener("keydown", function (event) {
      var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      var links = Array.prototype.slice.call(page.list.querySelectorAll("a"));
      var at = links.indexOf(document.activeElement);
      var inField = document.activeElement === page.input;
      if (event.key === "Escape" && at >= 0) page.input.focus();
      else if (step === 1 && inField && links.length) links[0].focus();
      else if (step && at >= 0) (links[at + step] || (step < 0 ? page.input : links[at])).focus();
      else return;
      event.preventDefault();
    });
  }

  /* The theme's own field, if its search page has one in its main part; else ours. */
  function field(home) {
    var main = home.closest("main, [role=main], article") || home.parentElement;
    var input = main.querySelector("input[name=q]");
    if (!input) {
      input = element("input", {
        type: "search", name: "q", "aria-label": "Search", class: "archdocs-search__field"
      });
      home.append(element("form", {}, [input]));
    }
    input.form.addEventListener("submit", function (event) {
      event.preventDefault();
    });
    return input;
  }

  function start(engine) {
    var home = document.getElementById("search-results");
    var data = window.ARCHDOCS_VERSIONS || { versions: [], moved: [] };
    var indexes = new Indexes(engine, data.versions);
    if (indexes.others.length > UNBIDDEN || (navigator.connection || {}).saveData) indexes.done = true;
    return indexes.list(indexes.own).then(function () {
      var asked = new URLSearchParams(location.search);
      var page = new Page(indexes, data.moved || [], home, field(home));
      page.input.value = asked.get("q") || page.input.value;
      page.where.box.value = asked.get("in") || "";
      if (page.where.box.selectedIndex < 0) page.where.box.value = "";
      page.kind.first = asked.get("kind") || "";
      page.status.first = asked.get("status") || "";
      var pause;
      page.input.addEventListener("input", function () {
        clearTimeout(pause);
        pause = setTimeout(function () {
          page.ask();
        }, 150);
      });
      if (indexes.others.length && indexes.done) bidden(page, indexes);
      keys(page);
      return page.ask();
    });
  }

  /* Very many versions, or a reader who pays for what is loaded: others only when asked. */
  function bidden(page, indexes) {
    var button = element("button", { type: "button", class: "archdocs-search__more" }, [
      "Search the " + many(indexes.others.length, "other version") + ", too"
    ]);
    button.addEventListener("click", function () {
      button.remove();
      indexes.done = false;
      page.ask();
    });
    page.message.after(button);
  }

  function begin() {
    var listed = window.ARCHDOCS_VERSIONS ? Promise.resolve()
      : load(siteRoot + "versions.js").catch(function () {});
    if (!document.getElementById("search-results")) return;
    listed.then(function () {
      return import(base + "pagefind.js");
    }).then(function (pagefind) {
      return start(pagefind.createInstance({ basePath: base, baseUrl: versionRoot, noWorker: true }));
    }).catch(sphinx);
  }

  if (location.protocol === "file:" || !runs()) sphinx();
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
