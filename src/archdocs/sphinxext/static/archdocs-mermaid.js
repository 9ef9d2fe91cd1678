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
  var RUNS = "script,iframe,frame,frameset,object,embed,applet,portal,form,input,button,select," +
    "textarea,link,meta,base,template,animate,animateTransform,animateMotion,animateColor,set," +
    "discard,handler,listener,img,image,feImage,picture,source,video,audio,track";
  /* What names something to load, or to send a form or a word to. */
  var LOADS = ["src", "srcset", "srcdoc", "data", "action", "formaction", "poster", "background",
    "ping", "xml:base", "manifest", "archive", "codebase", "classid", "lowsrc", "dynsrc"];
  /* A style that loads nothing: escapes are gone before functions are looked for. */
  function plain(style) {
    return style.replace(/\\/g, "").replace(/\/\*[^]*?(?:\*\/|$)/g, "").replace(/@import[^;]*;?/gi, "")
      .replace(/(?:url|image|image-set|cross-fade|element|src|paint|expression)\((?!\s*["']?#)/gi,
        "none(");
  }

  function harmless(text) {
    var made = new DOMParser().parseFromString(text, "text/html").body.firstElementChild;
    if (!made || made.tagName.toLowerCase() !== "svg") return null;
    made.querySelectorAll(RUNS).forEach(function (element) { element.remove(); });
    [made].concat(Array.from(made.querySelectorAll("*"))).forEach(function (element) {
      var link = element.localName === "a";
      if (element.localName === "style") element.textContent = plain(element.textContent);
      Array.from(element.attributes).forEach(function (attribute) {
        var name = attribute.name.toLowerCase(), value = attribute.value;
        var leads = name === "href" || name.slice(-5) === ":href";
        // Only a link may lead out of the picture; all else may name its parts.
        var away = leads && !(link ? HREF.test(value.replace(/[\0- ]/g, "")) : /^#/.test(value));
        if (name.indexOf("on") === 0 || away || LOADS.indexOf(name) >= 0) {
          element.removeAttribute(attribute.name);
        } else if (!leads && plain(value) !== value) {
          if (name === "style") attribute.value = plain(value);
          else if (/\(/.test(value)) element.removeAttribute(attribute.name);
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
