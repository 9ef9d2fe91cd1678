/* On the page for an address that isn't there: which versions have what was asked for, maybe
   under another name. It stands beside the list of versions, and asks for nothing else. */
(function () {
  "use strict";

  var self = document.currentScript && document.currentScript.src;
  var home = document.getElementById("archdocs-found");
  if (!self || !home) return;
  var base = new URL(".", self).href;
  var here = location.href.split(/[?#]/)[0];
  if (here.indexOf(base) !== 0) return;

  function plain(text) {
    try {
      return decodeURIComponent(text);
    } catch (error) {
      return text;
    }
  }

  /* The folder of a version and the page, as the list of versions names pages. */
  var parts = plain(here.slice(base.length)).split("/");
  var slug = parts.shift();
  var page = parts.join("/").replace(/\.html$/, "");
  if (page === "" || page.endsWith("/")) page += "index";

  function has(data, version, name) {
    var place = data.pages.indexOf(name);
    return place >= 0 && version.missing.indexOf(place) < 0;
  }

  /* What a version calls a page that was called so at some time. */
  function called(data, version) {
    if (has(data, version, page)) return page;
    var names = (data.moved || []).map(function (group, place) {
      return group.indexOf(page) >= 0 && group.find(function (name) {
        return has(data, version, name) && !(version.others || []).some(function (known) {
          return known[0] === place && known[1] === name;
        });
      });
    });
    return names.find(Boolean);
  }

  function asked(version) {
    return version.version === slug || version.aliases.indexOf(slug) >= 0;
  }

  function show(data) {
    var list = document.createElement("ul");
    data.versions.filter(asked).concat(data.versions.filter(function (version) {
      return !asked(version);
    })).forEach(function (version) {
      var own = asked(version);
      var name = version.status !== "failed" && (own || !version.hidden) && called(data, version);
      if (!name) return;
      var folder = own ? slug : version.version;
      var link = document.createElement("a");
      link.href = base + encodeURIComponent(folder) + "/" +
        name.split("/").map(encodeURIComponent).join("/") + ".html" + location.hash;
      link.textContent = version.name;
      var item = document.createElement("li");
      item.append(link, name === page ? "" : ", called “" + name + "” there");
      list.append(item);
    });
    if (!list.children.length) return;
    var said = document.createElement("p");
    said.textContent = "“" + page + "” is in these versions:";
    home.append(said, list);
  }

  var script = document.createElement("script");
  script.src = base + "versions.js";
  script.addEventListener("load", function () {
    if (window.ARCHDOCS_VERSIONS) show(window.ARCHDOCS_VERSIONS);
  });
  document.head.append(script);
})();
