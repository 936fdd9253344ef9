/* What a citizen types without a network stays on this machine until the server has it: one entry for each page, named "mc-own:" + the
   address that saves the page. Signing out, submitting and throwing away remove it, and so do seven days (ui/motcua.js). data-keep names
   the owner; empty, nothing is kept: an officer's page, a machine of many. No inline code, no dependency. */
(function () {
  "use strict";
  var PREFIX = "mc-own:", WEEK = 7 * 24 * 3600 * 1000, place = document.querySelector("[data-keep]"), me = place && place.dataset.keep;
  function read(address) {
    try { return JSON.parse(localStorage.getItem(PREFIX + address)); } catch (fault) { return null; }
  }
  function write(address, data) {
    try { localStorage.setItem(PREFIX + address, JSON.stringify({ owner: me, at: Date.now(), data: data })); return true; } catch (fault) { return false; }
  }
  function own() {
    try { return Object.keys(localStorage).filter(function (key) { return key.indexOf(PREFIX) === 0; }); } catch (fault) { return []; }
  }
  if (!place) { return; }
  // "mc-own:/" says for whom this machine keeps. Whoever signs in after somebody else finds nothing of hers.
  var before = read("/");
  if (!before || before.owner !== me) { own().forEach(function (key) { localStorage.removeItem(key); }); }
  if (!me || !write("/", null)) { return; }

  globalThis.motcuaKept = {
    /** Keep the page's answers; false where it is refused, or where she has signed out in another window. */
    keep: function (address, pairs) {
      var mark = read("/");
      return !!mark && mark.owner === me && write("/", null) && write(address, pairs);
    },
    /** What waits to be sent to this address, or null. */
    found: function (address) {
      var entry = read(address);
      return entry && entry.owner === me && Date.now() - entry.at < WEEK ? entry.data : null;
    },
    forget: function (address) { localStorage.removeItem(PREFIX + address); }
  };
  // On the check page: a page with answers that the server has not got is opened, which sends them.
  var waiting = place.dataset.draft && own().filter(function (key) { return key.indexOf(PREFIX + place.dataset.draft) === 0; })[0];
  if (waiting) { location.replace(waiting.slice(PREFIX.length).replace(/luu\/$/, "?sua=1")); }
})();
