/* The expression language of forms, the same as rules/expressions.py; a test holds the two equal. Nothing is ever run as code. */
(function () {
  "use strict";
  var LARGEST = 1e15;
  var DAY = 86400000;

  function own(thing, name) { return Object.prototype.hasOwnProperty.call(thing, name) ? thing[name] : null; }
  function isObject(thing) { return typeof thing === "object" && thing !== null && !Array.isArray(thing); }
  function isNumber(thing) { return typeof thing === "number" && isFinite(thing); }

  function lookedUp(values, name) {
    var dot = name.indexOf(".");
    var found = own(values, dot < 0 ? name : name.slice(0, dot));
    if (dot < 0) { return found === undefined ? null : found; }
    var column = name.slice(dot + 1);
    if (!column) { return found; }
    if (isObject(found)) { return own(found, column); }
    if (!Array.isArray(found)) { return []; }
    return found.filter(isObject).map(function (row) { return own(row, column); }).filter(function (cell) { return cell !== null && cell !== undefined; });
  }

  function told(number) {
    if (isNaN(number) || Math.abs(number) > LARGEST) { return null; }
    return number === 0 ? 0 : number;
  }

  function counted(operator, parts) {
    if (!parts.every(isNumber)) { return null; }
    var total = parts[0];
    if (operator === "-" && parts.length === 1) { return told(-total); }
    for (var at = 1; at < parts.length; at += 1) {
      if (operator === "/" && parts[at] === 0) { return null; }
      if (operator === "+") { total += parts[at]; } else if (operator === "-") { total -= parts[at]; } else if (operator === "*") { total *= parts[at]; } else { total /= parts[at]; }
    }
    return told(total);
  }

  function gathered(operator, parts) {
    var numbers = [];
    parts.forEach(function (part) { (Array.isArray(part) ? part : [part]).forEach(function (item) { if (isNumber(item)) { numbers.push(item); } }); });
    if (operator === "sum") { return told(numbers.reduce(function (total, number) { return total + number; }, 0)); }
    if (!numbers.length) { return null; }
    return told(numbers.reduce(function (a, b) { return (operator === "min" ? b < a : b > a) ? b : a; }));
  }

  function rounded(number, decimals) {
    if (!isNumber(number) || [0, 1, 2, 3, 4].indexOf(decimals) < 0 || Math.abs(number) > LARGEST) { return null; }
    var scale = Math.pow(10, decimals);
    var size = Math.floor(Math.abs(number) * scale + 0.5) / scale;
    return told(number < 0 ? -size : size);
  }

  function day(text) {
    var found = typeof text === "string" && /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
    if (!found || /\n/.test(text)) { return null; }
    var parts = { y: Number(found[1]), m: Number(found[2]), d: Number(found[3]) };
    var made = new Date(0);
    made.setUTCFullYear(parts.y, parts.m - 1, parts.d);
    if (parts.y < 1 || made.getUTCFullYear() !== parts.y || made.getUTCMonth() !== parts.m - 1 || made.getUTCDate() !== parts.d) { return null; }
    parts.at = made.getTime();
    return parts;
  }

  function between(operator, first, last) {
    var a = day(first), b = day(last);
    if (!a || !b) { return null; }
    if (operator === "days") { return Math.round((b.at - a.at) / DAY); }
    return told(b.y - a.y - (b.m < a.m || (b.m === a.m && b.d < a.d) ? 1 : 0));
  }

  function same(left, right) {
    if (isNumber(left) && isNumber(right)) { return left === right; }
    return typeof left === typeof right && (typeof left === "string" || typeof left === "boolean") && left === right;
  }

  // Texts in the order of their code points, not of the halves that JavaScript keeps.
  function order(left, right) {
    var a = Array.from(left), b = Array.from(right);
    for (var at = 0; at < Math.min(a.length, b.length); at += 1) {
      if (a[at] !== b[at]) { return a[at].codePointAt(0) - b[at].codePointAt(0); }
    }
    return a.length - b.length;
  }

  function compared(operator, left, right) {
    if (operator === "==") { return same(left, right); }
    if (operator === "!=") { return !same(left, right); }
    if (operator === "in") { return Array.isArray(right) && right.some(function (item) { return same(left, item); }); }
    var way;
    if (typeof left === "string" && typeof right === "string") { way = order(left, right); } else if (isNumber(left) && isNumber(right)) { way = left < right ? -1 : left > right ? 1 : 0; } else { return false; }
    return { ">": way > 0, "<": way < 0, ">=": way >= 0, "<=": way <= 0 }[operator];
  }

  function evaluate(expression, values, today) {
    function value(part) {
      if (!isObject(part)) { return part === undefined ? null : part; }
      var names = Object.keys(part);
      if (names.length !== 1) { throw new Error("an expression is an object with one operator"); }
      var operator = names[0], argument = part[operator];
      switch (operator) {
        case "var": return lookedUp(values, argument);
        case "today": return today || null;
        case "not": return value(argument) !== true;
        case "count": { var list = value(argument); return Array.isArray(list) ? list.length : 0; }
        case "and": return argument.every(function (one) { return value(one) === true; });
        case "or": return argument.some(function (one) { return value(one) === true; });
        case "if":
          for (var at = 0; at < argument.length - 1; at += 2) { if (value(argument[at]) === true) { return value(argument[at + 1]); } }
          return argument.length % 2 ? value(argument[argument.length - 1]) : null;
      }
      var parts = argument.map(value);
      switch (operator) {
        case "==": case "!=": case "in": case ">": case "<": case ">=": case "<=": return compared(operator, parts[0], parts[1]);
        case "min": case "max": case "sum": return gathered(operator, parts);
        case "days": case "years": return between(operator, parts[0], parts[1]);
        case "round": return rounded(parts[0], parts.length > 1 ? parts[1] : 0);
        case "+": case "-": case "*": case "/": return counted(operator, parts);
      }
      throw new Error("unknown operator " + operator);
    }
    return value(expression);
  }

  globalThis.motcuaExpressions = { evaluate: evaluate };
})();
