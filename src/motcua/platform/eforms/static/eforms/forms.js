/* Question pages while a person types: opens and closes questions, calculates, checks a little, saves, draws maps. The server judges
   everything again; without this file every page works. No inline code, no dependency. */
(function () {
  "use strict";
  var evaluate = globalThis.motcuaExpressions && globalThis.motcuaExpressions.evaluate;
  var told = document.querySelector("[data-rules]");
  var form = told && told.closest("form");
  var rules = told ? JSON.parse(told.dataset.rules) : null;
  var status = document.querySelector("[data-saved]");
  var vietnamese = !rules || rules.language !== "en";

  function named(name) { return form ? Array.prototype.slice.call(form.querySelectorAll("[name='" + name + "']")) : []; }
  function typed(name) { var found = named(name)[0]; return found ? found.value.replace(/\s+/g, " ").trim() : ""; }
  function chosen(name) { return named(name).filter(function (box) { return box.checked; }).map(function (box) { return box.value; }); }

  // Numbers as Vietnamese write them: a point groups thousands, a comma begins the decimals. undefined: not readable.
  function whole(text) {
    if (!text) { return null; }
    text = text.replace(/\s*(₫|đồng|đ|vnđ|vnd)$/i, "");
    return /^-?([0-9]{1,15}|[0-9]{1,3}([. ][0-9]{3})+)$/.test(text) ? Number(text.replace(/[. ]/g, "")) : undefined;
  }
  function decimal(text) {
    text = text.replace(/[ %]/g, "");
    if (!text) { return null; }
    if (/^-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]{1,2})?$/.test(text) && (text.indexOf(",") >= 0 || text.split(".").length > 2)) { text = text.replace(/\./g, ""); }
    return /^-?[0-9]{1,12}([.,][0-9]{1,2})?$/.test(text) ? Number(text.replace(",", ".")) : undefined;
  }
  function date(name) {
    var parts = ["day", "month", "year"].map(function (part) { return typed(name + "-" + part); });
    if (!parts.join("")) { return null; }
    if (parts.some(function (part) { return !part; })) { return null; }
    var iso = parts[2] + "-" + ("0" + parts[1]).slice(-2) + "-" + ("0" + parts[0]).slice(-2);
    var made = new Date(iso + "T00:00:00Z");
    return /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(iso) && !isNaN(made) && made.toISOString().slice(0, 10) === iso ? iso : undefined;
  }
  function rowsOf(rule, name) {
    var numbers = {};
    form.querySelectorAll("[name^='" + name + "-']").forEach(function (box) {
      var found = /^-([0-9]{1,3})-./.exec(box.name.slice(name.length));
      if (found) { numbers[found[1]] = true; }
    });
    var made = Object.keys(numbers).map(function (number) {
      var row = {};
      rule.fields.forEach(function (sub) {
        var value = read(sub, name + "-" + number + "-" + sub.name);
        if (value !== null && value !== undefined) { row[sub.name] = value; }
      });
      return row;
    }).filter(function (row) { return Object.keys(row).length; });
    return made.length ? made : null;
  }
  function read(rule, name) {
    var first = named(name)[0], picked;
    switch (rule.reads) {
      case "integer": return first && first.type === "radio" ? whole(chosen(name)[0] || "") : whole(typed(name));
      case "decimal": return decimal(typed(name));
      case "measure":
        picked = decimal(typed(name + "-amount"));
        return picked === null || picked === undefined ? picked : Math.floor(picked * (rule.factors[typed(name + "-unit")] || 1) * 100 + 0.5) / 100;
      case "choice": picked = first && first.type === "radio" ? chosen(name)[0] : typed(name); return picked || null;
      case "text": return typed(name) || null;
      case "choices": picked = chosen(name); return picked.length ? picked : null;
      case "boolean": picked = chosen(name)[0]; return picked === undefined ? null : picked === "no" ? false : true;
      case "date": return date(name);
      case "rows": return rowsOf(rule, name);
    }
    return null;
  }

  function written(rule, value, place) {
    if (value === null) { return ""; }
    if (typeof value === "boolean") { return value ? place.dataset.yes : place.dataset.no; }
    if (typeof value === "number") {
      var shown = value.toLocaleString(vietnamese ? "vi-VN" : "en-GB", { maximumFractionDigits: 2 });
      return rule.suffix ? shown + " " + rule.suffix : shown;
    }
    return rule.result === "date" ? value.split("-").reverse().join("/") : String(value);
  }
  function promised(rule, value) {
    var kind = { number: "number", integer: "number", date: "string", text: "string", boolean: "boolean" }[rule.result];
    return typeof value === kind && (rule.result !== "integer" || Math.floor(value) === value) ? value : null;
  }

  function update() {
    var values = Object.assign({}, rules.values, rules.constants);
    rules.fields.forEach(function (rule) {
      var slot = document.querySelector("[data-field='" + rule.name + "']");
      var open = (rule.when || []).every(function (condition) { return evaluate(condition, values, rules.today) === true; });
      if (slot && slot.hidden === open) { slot.hidden = !open; slot.disabled = !open; }
      if (!open) { delete values[rule.name]; return; }
      var value;
      if (rule.expression) {
        value = promised(rule, evaluate(rule.expression, values, rules.today));
        var place = document.getElementById("id_" + rule.name);
        if (place && place.textContent !== written(rule, value, place)) { place.textContent = written(rule, value, place); }
      } else if (rule.reads) { value = read(rule, rule.name); } else { value = values[rule.name]; }
      if (value !== null && value !== undefined) { values[rule.name] = value; } else { delete values[rule.name]; }
    });
    document.querySelectorAll("select[name$='-province']").forEach(function (list) {
      var base = list.name.replace(/-province$/, ""), commune = named(base + "-commune")[0], name = named(base + "-name")[0];
      if (commune) { commune.closest(".mc-field").hidden = list.value !== rules.home; }
      if (name) { name.closest(".mc-field").hidden = !list.value || list.value === rules.home; }
    });
    document.querySelectorAll("[data-section]").forEach(function (section) {
      section.hidden = !section.querySelector(".ef-slot:not([hidden])");
    });
  }

  // One sentence beside the input, the server's own; required questions are asked for by the server alone, when the page is sent.
  function problem(rule) {
    var says = rule.says || {}, limits = rule.limits || {};
    var text = typed(rule.reads === "measure" ? rule.name + "-amount" : rule.name), value = read(rule, rule.name);
    if (value === undefined) { return says.unread || ""; }
    if (typeof value === "number" && limits.minimum !== undefined && value < limits.minimum) { return says.minimum; }
    if (typeof value === "number" && limits.maximum !== undefined && value > limits.maximum) { return says.maximum; }
    if (rule.reads === "text" && limits.maxLength && text.length > limits.maxLength) { return says.maxLength.replace("{length}", text.length); }
    return "";
  }
  function check(rule) {
    var input = named(rule.reads === "measure" ? rule.name + "-amount" : rule.reads === "date" ? rule.name + "-year" : rule.name)[0];
    var box = input && input.closest(".mc-field");
    if (!box || !rule.says) { return; }
    var said = problem(rule), id = "id_" + rule.name + "-said", old = document.getElementById(id);
    if (old) { old.remove(); }
    if (!said) { if (!box.querySelector(".mc-error")) { box.classList.remove("has-error"); input.removeAttribute("aria-invalid"); } return; }
    if (box.querySelector(".mc-error")) { return; }
    var line = document.createElement("p");
    line.className = "mc-error"; line.id = id; line.setAttribute("role", "alert"); line.textContent = said;
    var before = input.closest(".mc-affix, .mc-date") || input;
    before.parentNode.insertBefore(line, before);
    box.classList.add("has-error");
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", ((input.getAttribute("aria-describedby") || "").replace(id, "") + " " + id).trim());
  }

  // Saving while a person types.
  var waiting = 0, saving = false, again = false;
  function sent() {
    var data = new FormData(form);
    Array.from(data.keys()).forEach(function (key) { if (data.get(key) instanceof File) { data.delete(key); } });
    return data;
  }
  function say(text, alarm) { if (status) { if (status.textContent !== text) { status.textContent = text; } status.classList.toggle("is-cut", !!alarm); } }

  // Without a network what is typed stays on this machine (kept.js), is sent when the network is back or the page is opened again, and
  // a press on a button waits on the page.
  var kept = globalThis.motcuaKept, address = told && told.dataset.save, UNREACHED = new Error("unreached");
  var cut = false, reopened = false, passing = false, back = false, pressed = null;
  function hold() {
    return !!kept && kept.keep(address, Array.from(sent().entries()).filter(function (pair) { return !/^(csrf|_giu$)/.test(pair[0]); }));
  }
  function offline() { return cut || navigator.onLine === false; }
  function lost() { cut = true; say(status.dataset.cut, true); later(back ? 0 : 30000); back = false; }
  function reached(answer) {
    if (answer.status >= 502 && answer.status <= 504) { throw UNREACHED; }
    if (!answer.ok) { throw new Error(String(answer.status)); }
    return answer;
  }
  function fill(pairs) {
    var given = Object.create(null);
    pairs.forEach(function (pair) { (given[pair[0]] = given[pair[0]] || []).push(pair[1]); });
    Array.from(form.elements).forEach(function (box) {
      var values = given[box.name];
      if (box.type === "radio" || box.type === "checkbox") { box.checked = !!values && values.indexOf(box.value) >= 0; }
      else if (values && values.length && !/^(file|submit|button)$/.test(box.type)) { box.value = values.shift(); }
    });
  }
  function save() {
    if (saving) { again = true; return; }
    if (form.dataset.sent) { return; }
    saving = true;
    window.clearTimeout(waiting);
    waiting = 0;
    fetch(address, { method: "POST", body: sent(), credentials: "same-origin", headers: { "X-Requested-With": "fetch", Accept: "application/json" } })
      .catch(function () { throw UNREACHED; })
      .then(function (answer) { return reached(answer).json(); })
      .then(function (answer) {
        if (answer.stale) { named("_phien_ban").forEach(function (box) { box.value = answer.version; }); again = true; return; }
        var was = cut, button = pressed;
        cut = back = false; pressed = null;
        if (kept) { kept.forget(address); }
        if (answer.signed_out) { say(status.dataset.signedOut); return; }
        if (answer.conflict && (reopened || button)) { location.replace(form.action); return; }
        if (answer.conflict) { say(status.dataset.clash); return; }
        named("_phien_ban").forEach(function (box) { box.value = answer.version; });
        say((was ? status.dataset.back : status.dataset.done) + " " + answer.at);
        if (button) { passing = true; form.requestSubmit(button); passing = false; }
      })
      .catch(function (fault) {
        pressed = null;
        if (fault === UNREACHED && hold()) { lost(); return; }
        if (kept && /^4(0[049]|10|22)$/.test(fault.message)) { kept.forget(address); }
        cut = false;
        say(status.dataset.failed);
      })
      .finally(function () { saving = false; if (again) { again = false; save(); } });
  }
  function later(wait) { window.clearTimeout(waiting); waiting = window.setTimeout(save, wait); }

  // "Search", "choose next", "add", "remove": only the question itself is drawn anew; when that fails, the page is sent as always.
  function swap(button, event) {
    var slot = button.closest("[data-field]");
    if (!slot || !/-(search|next|add|drop)$/.test(button.name) || form.querySelector("input[type=file]") && hasFiles()) { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    var data = sent();
    data.append(button.name, button.value);
    fetch(form.action, { method: "POST", body: data, credentials: "same-origin" }).catch(function () { throw UNREACHED; }).then(function (answer) { return answer.text(); }).then(function (html) {
      var page = new DOMParser().parseFromString(html, "text/html");
      var fresh = page.querySelector("[data-field='" + slot.dataset.field + "']"), version = page.querySelector("[name='_phien_ban']");
      if (!fresh || !version) { throw new Error("another page"); }
      named("_phien_ban").forEach(function (box) { box.value = version.value; });
      slot.replaceWith(document.adoptNode(fresh));
      var inputs = fresh.querySelectorAll("input:not([type=hidden]), select, textarea");
      var target = /-search$/.test(button.name) ? fresh.querySelector("input[type=radio]") : /-drop$/.test(button.name) ? inputs[0] : Array.prototype.filter.call(inputs, function (one) { return !one.value; })[0];
      (target || inputs[0] || fresh).focus();
      dress(fresh);
      update();
      if (cut) { save(); }
    }).catch(function (fault) {
      if (fault === UNREACHED && hold()) { lost(); return; }
      var hidden = document.createElement("input");
      hidden.type = "hidden"; hidden.name = button.name; hidden.value = button.value;
      form.appendChild(hidden);
      form.submit();
    });
  }
  function hasFiles() { return Array.prototype.some.call(form.querySelectorAll("input[type=file]"), function (box) { return box.files.length; }); }

  // A long list of check boxes gets a box to filter it.
  function many(box) {
    var choices = box.querySelector(".mc-choices");
    if (!choices || choices.children.length < 8 || box.querySelector(".ef-filter")) { return; }
    var label = document.createElement("label"), input = document.createElement("input");
    label.className = "mc-label"; label.textContent = box.dataset.many; input.className = "mc-input ef-filter"; input.type = "search";
    input.id = "ef-filter-" + Math.random().toString(36).slice(2); label.htmlFor = input.id; input.autocomplete = "off";
    choices.parentNode.insertBefore(label, choices); choices.parentNode.insertBefore(input, choices);
    choices.classList.add("ef-many");
    function bare(text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").replace(/Đ/g, "D").toLowerCase(); }
    input.addEventListener("input", function (event) {
      event.stopPropagation();
      Array.prototype.forEach.call(choices.children, function (choice) {
        choice.hidden = bare(choice.textContent).indexOf(bare(input.value.trim())) < 0 && !choice.querySelector("input").checked;
      });
    });
    input.addEventListener("keydown", function (event) { if (event.key === "Enter") { event.preventDefault(); } });
  }

  // The map: the outline of today's communes; a press or the arrow keys and Enter write the coordinates into the inputs, which rule.
  var SVG = "http://www.w3.org/2000/svg", outline = null;
  function make(name, parent, facts) {
    var made = document.createElementNS(SVG, name);
    Object.keys(facts || {}).forEach(function (key) { made.setAttribute(key, facts[key]); });
    parent.appendChild(made);
    return made;
  }
  function corners(text) {
    return text.split(/[\r\n]+/).map(function (line) {
      var found = /^\s*(-?[0-9]{1,3}(?:[.,][0-9]+)?)\s*(?:[;,]\s*|\s+)(-?[0-9]{1,3}(?:[.,][0-9]+)?)\s*$/.exec(line);
      return found && [Number(found[2].replace(",", ".")), Number(found[1].replace(",", "."))];
    }).filter(Boolean);
  }
  function map(place) {
    if (place.firstChild || !window.fetch) { return; }
    var area = place.dataset.map === "map_area", name = place.closest("[data-field]").dataset.field;
    var input = document.getElementById("id_" + name + (area ? "-ring" : "-at"));
    outline = outline || fetch(place.dataset.outline, { credentials: "same-origin" }).then(function (answer) { if (!answer.ok) { throw new Error(); } return answer.json(); });
    outline.then(function (drawn) {
      var svg = make("svg", place, { viewBox: "0 0 " + drawn.width + " " + drawn.height, tabindex: "0", role: "application", "aria-label": place.dataset.label });
      make("path", svg, { d: drawn.path });
      var shape = make("polygon", svg, { points: "" }), marks = make("g", svg), cursor = make("circle", svg, { r: drawn.width / 90, "fill-opacity": 0.4, visibility: "hidden" });
      var at = [drawn.width / 2, drawn.height / 2];
      function there(point) { return [(point[0] - drawn.west) * drawn.scale_x, (drawn.north - point[1]) * drawn.scale_y]; }
      function line(x, y) {
        var text = (drawn.north - y / drawn.scale_y).toFixed(6) + "; " + (drawn.west + x / drawn.scale_x).toFixed(6);
        return vietnamese ? text.replace(/\./g, ",") : text.replace(";", ",");
      }
      function show() {
        while (marks.firstChild) { marks.removeChild(marks.firstChild); }
        var points = corners(input.value).map(there);
        points.forEach(function (point) { make("circle", marks, { cx: point[0], cy: point[1], r: drawn.width / (area ? 140 : 70) }); });
        shape.setAttribute("points", area ? points.join(" ") : "");
      }
      function mark(x, y) {
        input.value = area && input.value.trim() ? input.value.replace(/\s+$/, "") + "\n" + line(x, y) : line(x, y);
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }
      svg.addEventListener("click", function (event) {
        var box = svg.getBoundingClientRect();
        mark((event.clientX - box.left) / box.width * drawn.width, (event.clientY - box.top) / box.height * drawn.height);
      });
      svg.addEventListener("keydown", function (event) {
        var step = drawn.width / (event.shiftKey ? 200 : 40);
        var way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key];
        if (way) { at = [Math.max(0, Math.min(drawn.width, at[0] + way[0])), Math.max(0, Math.min(drawn.height, at[1] + way[1]))]; }
        if (way || event.key === "Enter") {
          event.preventDefault();
          cursor.setAttribute("visibility", "visible"); cursor.setAttribute("cx", at[0]); cursor.setAttribute("cy", at[1]);
        }
        if (event.key === "Enter") { mark(at[0], at[1]); }
      });
      function button(text, act) {
        var made = document.createElement("button");
        made.type = "button"; made.className = "mc-button is-quiet"; made.textContent = text; made.addEventListener("click", act);
        place.appendChild(made);
      }
      if (!area && navigator.geolocation) {
        button(place.dataset.here, function () {
          navigator.geolocation.getCurrentPosition(function (found) {
            var point = there([found.coords.longitude, found.coords.latitude]);
            mark(point[0], point[1]);
          });
        });
      }
      button(place.dataset.clear, function () { input.value = ""; input.dispatchEvent(new Event("input", { bubbles: true })); });
      input.addEventListener("input", show);
      show();
    }).catch(function () { /* the inputs work without a map */ });
  }

  function dress(root) {
    root.querySelectorAll("[data-many]").forEach(many);
    root.querySelectorAll("[data-map]").forEach(map);
  }

  dress(document);
  if (!form || !evaluate) { return; }
  var unsent = kept && kept.found(address);
  if (unsent) { fill(unsent); cut = reopened = true; }
  update();
  if (unsent) { save(); }
  window.addEventListener("online", function () { if (cut && !saving) { save(); } else { back = cut; } });
  form.addEventListener("submit", function (event) {
    if (passing || !offline() || !hold()) { return; }
    event.preventDefault();
    event.stopPropagation();
    pressed = event.submitter;
    save();
  });
  form.addEventListener("input", function (event) {
    if (event.target.type === "file") { return; }
    update();
    if (offline()) { hold(); }
    later(1500);
  });
  form.addEventListener("change", function (event) {
    update();
    var name = event.target.name;
    // A field is left by pressing on the next one: the sentence waits until that press is over, so that nothing moves away under it.
    window.setTimeout(function () {
      rules.fields.forEach(function (rule) { if (name === rule.name || name.indexOf(rule.name + "-") === 0) { check(rule); } });
    }, 300);
    var next = event.target.tagName === "SELECT" && event.target.closest("[data-field]");
    var press = next && next.querySelector("[data-next] button");
    if (press) { press.click(); }
  });
  form.addEventListener("click", function (event) { var button = event.target.closest("button[name]"); if (button) { swap(button, event); } });
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden" && waiting) { save(); } });
})();
