/* Makes pages quicker; every page works without it. No inline code, no dependency. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("has-script");

  // The error summary takes the focus, so that it is read first.
  function focusSummary() {
    var summary = document.querySelector("[data-focus]");
    if (summary) { summary.focus(); }
  }

  // What a page keeps on this machine for the person who is signed in has the name "mc-own:" + an address. It goes after seven days, and
  // when a form is sent that says so: data-forgets="/" when signing out, data-forgets="/nop/…/" when a draft ends.
  var WEEK = 7 * 24 * 3600 * 1000;
  function forget(address, since) {
    try {
      Object.keys(localStorage).forEach(function (key) {
        if (key.indexOf("mc-own:" + address) === 0 && !(since && JSON.parse(localStorage.getItem(key)).at > since)) { localStorage.removeItem(key); }
      });
    } catch (fault) { /* nothing is kept where keeping is refused */ }
  }
  document.addEventListener("submit", function (event) {
    var mark = event.target.matches("[data-forgets]") ? event.target : event.target.querySelector("[data-forgets]");
    if (mark) { forget(mark.dataset.forgets); }
  });

  // A form that is on its way is not sent twice. (The server keeps double submits harmless anyway.)
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) { return; }
    if (event.submitter && event.submitter.hasAttribute("formtarget")) { return; } // opens beside the page, which stays
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    form.querySelectorAll("button[type=submit], button:not([type])").forEach(function (button) {
      button.setAttribute("aria-disabled", "true");
    });
  });
  window.addEventListener("pageshow", function (event) {
    if (!event.persisted) { return; }
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
      form.querySelectorAll("[aria-disabled]").forEach(function (button) { button.removeAttribute("aria-disabled"); });
    });
  });

  // Check boxes of a table: all at once, and how many.
  function count() {
    document.querySelectorAll("[data-selected]").forEach(function (place) {
      var chosen = document.querySelectorAll("input[type=checkbox][form='" + place.dataset.selected + "']:checked").length;
      place.textContent = chosen ? place.dataset.some + " " + chosen : place.dataset.none;
    });
  }
  document.addEventListener("change", function (event) {
    var all = event.target.dataset && event.target.dataset.checkAll;
    if (all) {
      event.target.closest("table").querySelectorAll("input[name='" + all + "']").forEach(function (box) { box.checked = event.target.checked; });
    }
    if (event.target.type === "checkbox") { count(); }
  });

  // Walk a table: j or down, k or up, Enter opens, x selects. "/" goes to the search box.
  function typing(target) { return /^(INPUT|TEXTAREA|SELECT|BUTTON|SUMMARY|A)$/.test(target.tagName) || target.isContentEditable; }
  function writing(target) { return /^(TEXTAREA|SELECT)$/.test(target.tagName) || (target.tagName === "INPUT" && !/^(checkbox|radio|button|submit)$/.test(target.type)); }
  function walk(key, event) {
    var table = document.querySelector("table[data-walk]");
    if (!table) { return false; }
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    var here = rows.findIndex(function (row) { return row.classList.contains("is-current"); });
    var step = { j: 1, k: -1 }[key];
    if (step) {
      var next = rows[Math.max(0, Math.min(rows.length - 1, here < 0 ? 0 : here + step))];
      if (!next) { return false; }
      rows.forEach(function (row) { row.classList.remove("is-current"); });
      next.classList.add("is-current");
      var link = next.querySelector("th[scope=row] a, a");
      if (link) { link.focus({ preventScroll: true }); }
      next.scrollIntoView({ block: "nearest" });
      return true;
    }
    if (here < 0) { return false; }
    if (key === "x") {
      var box = rows[here].querySelector("input[type=checkbox]");
      if (box) { box.checked = !box.checked; count(); }
      return !!box;
    }
    if (key === "Enter" && !typing(event.target)) {
      var open = rows[here].querySelector("th[scope=row] a, a");
      if (open) { open.click(); }
      return !!open;
    }
    return false;
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) { return; }
    if (event.key === "/") {
      var box = document.querySelector("main input[type=search], input[type=search]");
      if (box) { event.preventDefault(); box.focus(); }
      return;
    }
    if (walk(event.key, event)) { event.preventDefault(); }
  });

  // A group of the menu closes with Escape, giving the focus back to its word, and when something else is pressed.
  function closeMenu(event) {
    document.querySelectorAll("details[data-fold][open]").forEach(function (group) {
      if (event.type === "keydown" ? event.key !== "Escape" : group.contains(event.target)) { return; }
      if (group.contains(document.activeElement)) { group.querySelector("summary").focus(); }
      group.open = false;
    });
  }
  document.addEventListener("keydown", closeMenu);
  document.addEventListener("click", closeMenu);

  // Long sections are folded on a narrow screen, stand open on a wide one and on paper.
  var narrow = window.matchMedia("(max-width: 59.99em)");
  function fold(closed) {
    var wanted = location.hash ? document.getElementById(location.hash.slice(1)) : null;
    document.querySelectorAll("details[data-narrow]").forEach(function (part) {
      part.open = !closed || (wanted !== null && part.contains(wanted));
    });
  }
  narrow.addEventListener("change", function () { fold(narrow.matches); });
  window.addEventListener("beforeprint", function () { fold(false); });
  window.addEventListener("afterprint", function () { fold(narrow.matches); });

  document.addEventListener("DOMContentLoaded", function () {
    fold(narrow.matches);
    focusSummary();
    forget("", Date.now() - WEEK);
    document.querySelectorAll("[data-check-all]").forEach(function (box) { box.hidden = false; });
    count();
  });
  document.addEventListener("htmx:afterSettle", focusSummary);

  if (root.dataset.worker && "serviceWorker" in navigator) {
    window.addEventListener("load", function () { navigator.serviceWorker.register(root.dataset.worker).catch(function () { /* the page works without */ }); });
  }
})();
