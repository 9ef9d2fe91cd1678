/* The version switcher and banners. A classic script, so that it works from file:// too, and
   an external one, so that a strict content security policy lets it run. What it knows of
   the versions it reads from versions.js at the top of the site, two folders above itself. */
(function () {
  "use strict";

  var self = document.currentScript && document.currentScript.src;
  if (!self) return;
  var versionRoot = new URL("..", self).href.split(/[?#]/)[0];
  var siteRoot = new URL("..", versionRoot).href;
  var slug = decodeURIComponent(versionRoot.slice(siteRoot.length)).replace(/\/$/, "");
  var NOTICE = "archdocs-missing=";

  function element(tag, attributes, children) {
    var made = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) {
      made.setAttribute(name, attributes[name]);
    });
    (children || []).forEach(function (child) {
      made.append(child);
    });
    return made;
  }

  /* Addresses come from anybody, and may be no text. */
  function plain(text) {
    try {
      return decodeURIComponent(text);
    } catch (error) {
      return text;
    }
  }

  /* The page that is open, as versions.js names pages: no .html, relative to the version. */
  function currentPage() {
    var here = location.href.split(/[?#]/)[0];
    if (here.indexOf(versionRoot) !== 0) return "index";
    var path = plain(here.slice(versionRoot.length)).replace(/\.html$/, "");
    return path === "" || path.endsWith("/") ? path + "index" : path;
  }

  function address(folder, page) {
    return siteRoot + encodeURIComponent(folder) + "/" +
      page.split("/").map(encodeURIComponent).join("/") + ".html";
  }

  function has(data, version, page) {
    var index = data.pages.indexOf(page);
    return index >= 0 && version.missing.indexOf(index) < 0;
  }

  /* The names of the page that a version calls so, if it has several, by their place. One that
     took the name of a renamed page is another. */
  function names(data, version, page) {
    return (data.moved || []).findIndex(function (group, place) {
      return group.indexOf(page) >= 0 && has(data, version, page) && !other(version, place, page);
    });
  }

  function other(version, place, page) {
    return (version.others || []).some(function (known) {
      return known[0] === place && known[1] === page;
    });
  }

  /* What a version calls a page of another one, nothing where it hasn't it. */
  function called(data, version, from, page) {
    var place = names(data, from, page);
    if (place < 0) {
      return has(data, version, page) && names(data, version, page) < 0 ? page : undefined;
    }
    return data.moved[place].find(function (name) {
      return has(data, version, name) && !other(version, place, name);
    });
  }

  /* Where a version shows this page, or its first page, which then says why. */
  function target(data, version, from, page) {
    var folder = version.aliases.indexOf(slug) >= 0 ? slug : version.version;
    var hash = location.hash.indexOf(NOTICE) < 0 ? location.hash : "";
    var now = called(data, version, from, page);
    if (now === page) return { href: address(folder, page) + hash, same: true };
    if (now) return { href: address(folder, now) + hash, same: true, now: now };
    return { href: address(folder, "index") + "#" + NOTICE + encodeURIComponent(page), same: false };
  }

  function preferred(data) {
    return data.versions.find(function (version) {
      return version.preferred;
    });
  }

  function current(data) {
    return data.versions.find(function (version) {
      return version.version === slug || version.aliases.indexOf(slug) >= 0;
    });
  }

  function remark(version, to) {
    var words = version.aliases.slice();
    if (version.prerelease) words.push("pre-release");
    if (version.note === "eol") words.push("no longer maintained");
    if (version.note === "unreleased") words.push("unreleased");
    if (version.status === "kept") words.push("last build failed");
    if (version.status === "failed") words.push("not built");
    else if (to.now) words.push("there called “" + to.now + "”");
    else if (!to.same) words.push("without this page");
    return words.join(", ");
  }

  function item(data, version, own, page) {
    var to = target(data, version, own, page);
    var note = remark(version, to);
    var text = [element("span", { class: "archdocs-versions__name" }, [version.name])];
    if (note) text.push(" ", element("span", { class: "archdocs-versions__note" }, [note]));
    if (version.status === "failed") {
      return element("li", {}, [element("span", { class: "archdocs-versions__absent" }, text)]);
    }
    var link = element("a", { href: to.href, "data-version": version.version }, text);
    if (version === own) link.setAttribute("aria-current", "true");
    return element("li", {}, [link]);
  }

  /* The list in groups, where there are enough versions to lose one's way among them. */
  var ENOUGH = 6;
  var GROUPS = [
    ["Unreleased", function (version) { return !version.released && version.note !== "eol"; }],
    ["Releases", function (version) { return version.released && version.note !== "eol"; }],
    ["No longer maintained", function (version) { return version.note === "eol"; }]
  ];

  function fill(list, shown, make) {
    var groups = GROUPS.map(function (group) {
      return { title: group[0], versions: shown.filter(group[1]) };
    }).filter(function (group) {
      return group.versions.length;
    });
    if (shown.length < ENOUGH || groups.length < 2) {
      shown.map(make).forEach(function (made) {
        list.append(made);
      });
      return;
    }
    groups.forEach(function (group) {
      var title = element("span", { class: "archdocs-versions__group" }, [group.title]);
      list.append(element("li", {}, [title, element("ul", {}, group.versions.map(make))]));
    });
  }

  /* A button that shows a list of links: links can be opened in a new tab, read out, and
     reached with Tab; nothing happens before one is followed. */
  function switcher(data, own, page) {
    var list = element("ul", { id: "archdocs-versions-list", class: "archdocs-versions__list" });
    fill(list, data.versions.filter(function (version) {
      return !version.hidden || version === own;
    }), function (version) {
      return item(data, version, own, page);
    });
    if (data.changes) {
      list.append(element("li", { class: "archdocs-versions__changes" }, [element("a", {
        href: changesPage("index") + "#" + encodeURIComponent(own.version)
      }, ["What changed between versions"])]));
    }
    list.hidden = true;
    var button = element("button", {
      type: "button", class: "archdocs-versions__button",
      "aria-expanded": "false", "aria-controls": "archdocs-versions-list"
    }, [
      element("span", { class: "archdocs-versions__label" }, ["Version "]),
      element("span", { class: "archdocs-versions__current" }, [own.name])
    ]);
    var nav = element("nav", { class: "archdocs-versions", "aria-label": "Version" }, [button, list]);

    function open(shown) {
      list.hidden = !shown;
      button.setAttribute("aria-expanded", String(shown));
    }
    button.addEventListener("click", function () {
      open(list.hidden);
      if (!list.hidden) {
        nav.classList.toggle("archdocs-versions--up", nav.getBoundingClientRect().top > innerHeight / 2);
        nav.classList.toggle("archdocs-versions--left", nav.getBoundingClientRect().left < innerWidth / 2);
      }
    });
    nav.addEventListener("keydown", function (event) {
      var links = Array.prototype.slice.call(list.querySelectorAll("a"));
      var at = links.indexOf(document.activeElement);
      if (event.key === "Escape" && !list.hidden) {
        open(false);
        button.focus();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        open(true);
        var step = event.key === "ArrowDown" ? 1 : -1;
        var next = at < 0 ? (step > 0 ? 0 : links.length - 1) : at + step;
        links[(next + links.length) % links.length].focus();
        event.preventDefault();
      }
    });
    document.addEventListener("click", function (event) {
      if (!nav.contains(event.target)) open(false);
    });
    nav.addEventListener("focusout", function (event) {
      if (event.relatedTarget && !nav.contains(event.relatedTarget)) open(false);
    });
    return nav;
  }

  /* Put the switcher where the theme has a place for it that can be seen at this width:
     beside pydata's logo on a wide screen, above the article on a narrow one. */
  function place(nav) {
    var wide = innerWidth >= 960;
    var spots = [
      [wide ? ".bd-header .navbar-header-items__start" : ".bd-header-none", "append"],
      [".bd-header-article .header-article-items__end", "append"],
      [".bd-header-article .header-article-items__start", "append"],
      [".sidebar-drawer .sidebar-brand", "after"],
      [".wy-side-nav-search", "append"]
    ];
    var found = spots.find(function (spot) {
      var node = document.querySelector(spot[0]);
      var box = node && node.getBoundingClientRect();
      return box && node.checkVisibility() && box.right > 0 && box.left < innerWidth &&
        (spot[1] === "append" || box.width > 0);
    });
    nav.classList.toggle("archdocs-versions--floating", !found);
    var home = found ? document.querySelector(found[0]) : document.body;
    var there = found && found[1] === "after" ? home.nextElementSibling === nav
      : nav.parentElement === home;
    // What is moved loses the focus: a phone that hides its bars while one scrolls resizes, too.
    if (!there) home[found ? found[1] : "append"](nav);
  }

  function banner(kind, parts) {
    return element("div", {
      class: "archdocs-version-banner archdocs-version-banner--" + kind,
      role: "note", "aria-label": "About this version"
    }, [element("p", {}, parts)]);
  }

  /* To this page in the current version, or to where that begins. */
  function onward(data, best, own, page) {
    var to = target(data, best, own, page);
    var link = element("a", { href: to.href }, [to.same ? "this page in " + best.name : "its first page"]);
    return [" The current one is " + best.name + (to.same ? ": " : ", without this page: "), link];
  }

  function changesPage(name) {
    return siteRoot + "changes/" + name + ".html";
  }

  /* To what changed between a version and the current one; of hidden versions there is nothing. */
  function since(data, own, best) {
    if (!data.changes || own.hidden || best.hidden) return [];
    /* A list where a branch is ahead of what the switcher has first. */
    var order = Array.isArray(data.changes) ? data.changes : data.versions.map(function (version) {
      return version.version;
    });
    var earlier = order.indexOf(own.version) > order.indexOf(best.version);
    var pair = (earlier ? [own, best] : [best, own]).map(function (version) {
      return encodeURIComponent(version.version);
    });
    return [" (", element("a", {
      href: changesPage(pair.join("...")), class: "archdocs-changes"
    }, [earlier ? "what changed since" : "what is new here"]), ")"];
  }

  function banners(data, own, page) {
    var made = [];
    var best = preferred(data);
    var missing = location.hash.indexOf("#" + NOTICE) === 0 &&
      plain(location.hash.slice(NOTICE.length + 1));
    if (missing) {
      made.push(banner("missing", [
        "The page “" + missing + "” is not in " + own.name + ". This is where " + own.name + " begins."
      ]));
    }
    if (own.status === "kept") {
      made.push(banner("kept", [
        "The last build of " + own.name + " failed. These are the pages of an earlier one."
      ]));
    }
    if (best && best !== own && (best.released || !own.released || own.note === "eol")) {
      var says = own.note === "eol" ? " is no longer maintained." : own.prerelease ? " is a pre-release."
        : own.released ? " is not the newest release."
        : own.aliases.indexOf("latest") >= 0 ? " is not released yet." : " is not a release.";
      made.push(banner(own.released ? "old" : "unreleased", [
        element("strong", {}, [own.name]), says
      ].concat(onward(data, best, own, page), since(data, own, best), ".")));
    }
    return made;
  }

  function show(data) {
    var own = current(data);
    if (!own) return;
    var page = currentPage();
    var nav = switcher(data, own, page);
    place(nav);
    addEventListener("resize", function () {
      place(nav);
    });
    if (data.records) everywhere();
    var top = element("div", { class: "archdocs-version-banners" }, banners(data, own, page));
    if (top.children.length) {
      var homes = [".bd-article", ".bd-search-container", ".article-container", ".rst-content", "[role=main]", "main", "body"];
      document.querySelector(homes.find(function (home) {
        return document.querySelector(home);
      })).prepend(top);
    }
  }

  /* From a record's header to what every version says of it. */
  function everywhere() {
    var ident = document.querySelector(".archdocs-record dd");
    if (!ident) return;
    (ident.querySelector("p") || ident).append(" (", element("a", {
      href: siteRoot + "records.html#" + encodeURIComponent(ident.textContent.trim().toLowerCase()),
      class: "archdocs-everywhere"
    }, ["in every version"]), ")");
  }

  function load() {
    var script = element("script", { src: siteRoot + "versions.js" });
    script.addEventListener("load", function () {
      if (window.ARCHDOCS_VERSIONS) show(window.ARCHDOCS_VERSIONS);
    });
    document.head.append(script);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", load);
  else load();
})();
