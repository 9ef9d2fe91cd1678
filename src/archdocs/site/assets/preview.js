/* Reloads the page when the preview was built again, and shows what is wrong over it. */
(function () {
  "use strict";

  var own = Number(document.currentScript.src.split("?")[1] || 0);
  var events = new EventSource("/__archdocs__/events");

  function show(lines) {
    var old = document.getElementById("archdocs-preview-fault");
    if (old) old.remove();
    if (!lines.length) return;
    var box = document.createElement("section");
    box.id = "archdocs-preview-fault";
    box.setAttribute("role", "alert");
    var title = document.createElement("h2");
    title.textContent = "The documentation can't be built";
    var text = document.createElement("pre");
    text.textContent = lines.join("\n");
    var close = document.createElement("button");
    close.type = "button";
    close.textContent = "Close";
    close.addEventListener("click", function () {
      box.remove();
    });
    box.append(title, text, close);
    document.body.append(box);
  }

  events.addEventListener("message", function (event) {
    var state = JSON.parse(event.data);
    if (state.building) return;
    if (state.generation > own && !state.fault.length) {
      events.close();
      location.reload();
      return;
    }
    show(state.fault);
  });
  addEventListener("pagehide", function () {
    events.close();
  });
})();
