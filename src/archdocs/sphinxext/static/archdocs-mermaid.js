/* Draw what only Mermaid's own script can draw, in light and dark, of which the style sheet shows
   the one that suits the page. A classic script in a file of its own, so that it works from
   file:// and under a strict content security policy. Until it has drawn a block, and where it
   can't, the block's source stands there. */
(function () {
  "use strict";

  var HREF = /^(?:https?:|mailto:|[#./?]|[\w%-]+(?:[./?#]|$))/i;
  /* What a block may not set for itself: it would undo what the page has chosen. */
  var SECURE = ["secure", "securityLevel", "startOnLoad", "maxTextSize", "maxEdges",
    "suppressErrorRendering", "theme", "themeCSS", "themeVariables", "fontFamily", "altFontFamily",
    "deterministicIds", "deterministicIDSeed", "dompurifyConfig", "darkMode"];
  /* What loads something, or looks like a part of the page. */
  var FORBIDDEN = ["img", "image", "picture", "source", "video", "audio", "track", "style", "link",
    "iframe", "object", "embed", "form", "input", "button", "textarea", "select", "svg", "use"];
  var count = 0;

  /* Mermaid cleans what it draws; this is a second look, by rules of this site's own. */
  function harmless(text) {
    var made = new DOMParser().parseFromString(text, "text/html").body.firstElementChild;
    if (!made || made.tagName.toLowerCase() !== "svg") return null;
    made.querySelectorAll("script,iframe,object,embed,form,input,link,meta,base,animate,set,img,image")
      .forEach(function (element) { element.remove(); });
    [made].concat(Array.from(made.querySelectorAll("*"))).forEach(function (element) {
      Array.from(element.attributes).forEach(function (attribute) {
        var name = attribute.name.toLowerCase(), value = attribute.value.replace(/[\0- ]/g, "");
        var leads = name === "href" || name === "xlink:href" || name === "src" || name === "action";
        if (name.indexOf("on") === 0 || (leads && !HREF.test(value))) {
          element.removeAttribute(attribute.name);
        }
      });
    });
    return made;
  }

  function draw(frame, mode, source) {
    var dark = mode === "dark";
    window.mermaid.initialize({
      startOnLoad: false, securityLevel: "strict", secure: SECURE, suppressErrorRendering: true,
      theme: dark ? "dark" : "default", fontFamily: "Arial, Helvetica, sans-serif",
      legacyMathML: true, deterministicIds: true, dompurifyConfig: { FORBID_TAGS: FORBIDDEN }
    });
    count += 1;
    return window.mermaid.render("archdocs-mermaid-" + count, source).then(function (result) {
      var svg = harmless(result.svg);
      if (!svg) throw new Error("no picture");
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", frame.getAttribute("aria-label") || "Diagram");
      var box = svg.viewBox && svg.viewBox.baseVal;
      if (box && box.width) {
        svg.setAttribute("width", String(Math.round(box.width)));
        svg.setAttribute("height", String(Math.round(box.height)));
      }
      svg.style.removeProperty("max-width");
      frame.querySelector(".archdocs-" + mode).replaceChildren(svg);
    });
  }

  function block(holder) {
    var frame = holder.querySelector(".archdocs-scroll"), pre = frame.querySelector("pre");
    var source = pre.textContent;
    return draw(frame, "light", source)
      .then(function () { return draw(frame, "dark", source); })
      .then(function () {
        pre.remove();
        holder.classList.add("archdocs-mermaid-drawn");
        frame.dispatchEvent(new CustomEvent("archdocs-drawn", { bubbles: true }));
      })
      .catch(function (error) {
        var note = document.createElement("p");
        note.className = "archdocs-note";
        note.textContent = "This diagram could not be drawn: " +
          String(error && error.message || error).split("\n")[0];
        frame.querySelectorAll(".archdocs-light,.archdocs-dark").forEach(function (place) {
          place.replaceChildren();
        });
        pre.before(note);
      });
  }

  if (!window.mermaid) return;
  /* One after the other: Mermaid keeps one configuration for all. */
  Array.from(document.querySelectorAll(".archdocs-mermaid-script")).reduce(function (before, next) {
    return before.then(function () { return block(next); });
  }, Promise.resolve());
})();
