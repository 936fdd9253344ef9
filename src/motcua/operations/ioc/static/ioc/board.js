/* Live numbers: replaces the tiles when the server sends new ones, and says so when it no longer does. The page works without it. */
(function () {
  "use strict";
  var QUIET_MS = 30000; // three missed beats
  var place = document.querySelector("[data-live]");
  var state = document.querySelector("[data-live-state]");
  if (!place || !("EventSource" in window)) { return; }
  var timer, source;

  function say(what) {
    var words = state ? state.dataset[what] : "";
    if (state && state.textContent !== words) { state.textContent = words; }
  }
  function lost() {
    say("liveOff");
    place.querySelectorAll(".mc-figure:not(.is-stale)").forEach(function (figure) {
      var value = figure.querySelector(".mc-figure-value");
      figure.classList.add("is-stale");
      if (!value || value.querySelector("s, .mc-figure-none")) { return; }
      var old = document.createElement("s");
      while (value.firstChild && value.firstChild.nodeType === Node.TEXT_NODE) {
        old.textContent += value.firstChild.textContent.trim();
        value.removeChild(value.firstChild);
      }
      value.insertBefore(document.createTextNode(" "), value.firstChild);
      value.insertBefore(old, value.firstChild);
    });
  }
  function heard() {
    clearTimeout(timer);
    timer = setTimeout(lost, QUIET_MS);
    say("liveOn");
  }
  function replace(html) {
    // A person in the middle of the tiles keeps the place: the focused link is found again by its address.
    var active = document.activeElement;
    var href = place.contains(active) && active.getAttribute ? active.getAttribute("href") : null;
    place.innerHTML = html;
    if (href) {
      Array.prototype.some.call(place.querySelectorAll("a"), function (link) {
        if (link.getAttribute("href") !== href) { return false; }
        link.focus({ preventScroll: true });
        return true;
      });
    }
  }

  source = new EventSource(place.dataset.live, { withCredentials: true });
  source.addEventListener("board", function (event) { heard(); replace(event.data); });
  source.addEventListener("beat", function () {
    if (place.querySelector(".mc-figure.is-stale") && state && state.textContent === state.dataset.liveOff) { location.reload(); return; }
    heard();
  });
  source.addEventListener("out", function () { source.close(); clearTimeout(timer); lost(); say("liveOut"); });
  source.addEventListener("error", function () { if (source.readyState === EventSource.CLOSED) { lost(); } });
})();
