/* Look closer at a picture: it fills the window, grows, and can be moved. A classic script in a
   file of its own, so that it works from file:// and under a strict content security policy.
   The picture itself goes into the window and back, so that no id stands on the page twice. */
(function () {
  "use strict";

  var SMALLEST = 0.2, LARGEST = 8, STEP = 1.25;

  function button(text, label, run) {
    var made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    if (label) {
      made.setAttribute("aria-label", label);
      made.title = label;
    }
    made.addEventListener("click", run);
    return made;
  }

  function shown(frame) {
    return Array.prototype.find.call(frame.querySelectorAll("svg"), function (svg) {
      return svg.getBoundingClientRect().width > 0;
    });
  }

  function nameOf(frame) {
    var title = frame.querySelector("svg > title");
    return frame.getAttribute("aria-label") || (title && title.textContent) || "Picture";
  }

  function enlarge(frame) {
    var svg = shown(frame);
    if (!svg) return;
    var home = document.createComment("");
    var natural = {
      width: svg.viewBox.baseVal.width || svg.getBoundingClientRect().width,
      height: svg.viewBox.baseVal.height || svg.getBoundingClientRect().height
    };
    var scale = 1;
    var view = document.createElement("div");
    view.className = "archdocs-zoom__view";
    view.tabIndex = 0;
    view.setAttribute("role", "group");
    view.setAttribute("aria-label", nameOf(frame));
    var dialog = document.createElement("dialog");
    dialog.className = "archdocs-zoom";
    dialog.setAttribute("aria-label", "Enlarged: " + nameOf(frame));

    function fitting() {
      return Math.min(view.clientWidth / natural.width, view.clientHeight / natural.height);
    }
    /* What stands in the middle of the view, or under the pointer, stays there. */
    function set(wanted, x, y) {
      var box = view.getBoundingClientRect();
      var left = x === undefined ? box.width / 2 : x - box.left;
      var top = y === undefined ? box.height / 2 : y - box.top;
      var factor = scale;
      scale = Math.max(SMALLEST, Math.min(LARGEST, wanted));
      factor = scale / factor;
      svg.style.setProperty("--archdocs-width", natural.width * scale + "px");
      view.scrollLeft = (view.scrollLeft + left) * factor - left;
      view.scrollTop = (view.scrollTop + top) * factor - top;
    }
    function larger() { set(scale * STEP); }
    function smaller() { set(scale / STEP); }
    function close() { dialog.close(); }
    function fit() { set(fitting()); }

    var bar = document.createElement("div");
    bar.className = "archdocs-zoom__bar";
    bar.append(
      button("−", "Smaller", smaller), button("+", "Larger", larger), button("Fit", "", fit),
      button("Close", "", close)
    );
    dialog.append(bar, view);
    dialog.addEventListener("keydown", function (event) {
      // Escape too: a theme may keep the browser from closing the dialog with it.
      var run = { "+": larger, "=": larger, "-": smaller, "0": fit, Escape: close }[event.key];
      if (!run || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      run();
    });
    view.addEventListener("wheel", function (event) {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      set(event.deltaY < 0 ? scale * STEP : scale / STEP, event.clientX, event.clientY);
    }, { passive: false });
    view.addEventListener("pointermove", function (event) {
      if (event.buttons !== 1 || event.pointerType === "touch") return;
      view.scrollLeft -= event.movementX;
      view.scrollTop -= event.movementY;
    });
    dialog.addEventListener("close", function () {
      svg.style.removeProperty("--archdocs-width");
      home.replaceWith(svg);
      frame.style.removeProperty("min-height");
      dialog.remove();
    });
    frame.style.minHeight = frame.getBoundingClientRect().height + "px";
    svg.replaceWith(home);
    view.append(svg);
    document.body.append(dialog);
    dialog.showModal();
    fit();
    view.focus();
  }

  function offer(frame) {
    if (!frame.querySelector("svg")) return;
    var tools = frame.nextElementSibling;
    if (!tools || !tools.classList.contains("archdocs-tools")) {
      tools = document.createElement("div");
      tools.className = "archdocs-tools";
      frame.after(tools);
    }
    var opens = button("Enlarge", "", function () { enlarge(frame); });
    opens.className = "archdocs-enlarge";
    opens.setAttribute("aria-label", "Enlarge: " + nameOf(frame));
    tools.prepend(opens);
  }

  document.querySelectorAll(".archdocs-scroll").forEach(offer);
  /* Some are drawn by a script of their own, after this one. */
  document.addEventListener("archdocs-drawn", function (event) { offer(event.target); });
})();
