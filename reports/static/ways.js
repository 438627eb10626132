/* Ways in: the search, and “your patch”, an organisation or area that every page highlights. No request leaves
   the page. What is chosen is kept in this browser alone, or in the links where the browser keeps nothing. */
(function () {
  "use strict";
  var index = window.holdgainIndex, bar = document.getElementById("ways"), KEY = "holdgain-patch", MOST = 12;
  if (!index || !bar) return;
  var root = document.currentScript.src.replace(/[^/]*$/, "");
  var TITLE = 0, CODE = 1, PATH = 2, OTHER_NAMES = 3, AREAS = 4, CHANGES = 5;
  var SMALL = /^(nhs|foundation|trust|and|of|the|for|in|on|to|with)$/;

  function make(name, css, text) {
    var element = document.createElement(name);
    element.className = css || "";
    element.textContent = text || "";
    return element;
  }
  function list(items) { return Array.prototype.slice.call(items); }
  function plain(text) {
    return text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f'’]/g, "").replace(/&/g, " and ")
      .replace(/[^a-z0-9]+/g, " ").trim();
  }

  /* Every word of what is typed must be a part of a name, an old name, an abbreviation or the code, in any order. */
  function prepare(row) {
    var title = plain(row[TITLE]), words = title.split(" ");
    function initials(some) { return some.map(function (word) { return word.charAt(0); }).join(""); }
    var short = words.filter(function (word) { return !SMALL.test(word); });
    var names = [title, plain(row[CODE]), plain(row[OTHER_NAMES]), initials(words), initials(short)];
    return { row: row, title: title, text: names.join(" "), initials: row[AREAS] ? initials(words) : "" };
  }
  var prepared = index.map(prepare);
  /* How people shorten a name: GSTT for Guy’s and St Thomas’ NHS Foundation Trust. Its letters are initials of the
     name, in their order, from the first one on; the shortest name is most likely meant. */
  function spell(initials, word) {
    if (!/^[a-z]{3,7}$/.test(word) || initials.charAt(0) !== word.charAt(0)) return 0;
    for (var at = 0, place = 0; at < word.length; at++) {
      place = initials.indexOf(word.charAt(at), place) + 1;
      if (!place) return 0;
    }
    return 1 / initials.length;
  }
  function score(entry, words) {
    var total = 0;
    for (var at = 0; at < words.length; at++) {
      var place = (" " + entry.text).indexOf(" " + words[at]);
      if (place < 0 && entry.text.indexOf(words[at]) < 0) {
        return words.length === 1 ? spell(entry.initials, words[0]) : 0;
      }
      total += place < 0 ? 1 : (" " + entry.title).indexOf(" " + words[at]) < 0 ? 2 : 3;
    }
    return total + (plain(entry.row[CODE]) === words.join(" ") ? 9 : 0) + 1 / (1 + entry.title.length);
  }
  /* `prefers`: of rows that fit equally well, which come first. */
  function search(text, allows, prefers) {
    var words = plain(text).split(" ").filter(Boolean);
    if (words.join("").length < 2) return null;
    return prepared.filter(function (entry) { return allows(entry.row); })
      .map(function (entry) { return [score(entry, words), entry.row]; })
      .filter(function (pair) { return pair[0]; })
      .map(function (pair) { return [pair[0] + (prefers && prefers(pair[1]) ? 0.5 : 0), pair[1]]; })
      .sort(function (first, second) { return second[0] - first[0]; })
      .map(function (pair) { return pair[1]; });
  }

  /* A box with its results below: arrows go through them, Enter takes the first, Escape leaves. */
  function suggest(box, results, count, allows, offer, prefers) {
    function close() { results.replaceChildren(); count.textContent = ""; }
    function show() {
      var rows = search(box.value, allows, prefers);
      if (!rows) return close();
      results.replaceChildren.apply(results, rows.slice(0, MOST).map(function (row) {
        var item = make("li");
        item.append(offer(row), " ", make("span", "code", row[CODE]));
        return item;
      }));
      count.textContent = rows.length + " found" + (rows.length > MOST ? ", the first " + MOST + " shown" : "");
    }
    function go(step) {
      var stops = [box].concat(list(results.querySelectorAll("a, button")));
      stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
    }
    function press(event) {
      if (event.key === "ArrowDown") go(1);
      else if (event.key === "ArrowUp") go(-1);
      else if (event.key === "Escape") { box.focus(); box.value = ""; close(); }
      else if (event.key === "Enter" && event.target === box) {
        var first = results.querySelector("a, button");
        if (first) first.click();
      } else return;
      event.preventDefault();
    }
    box.addEventListener("input", show);
    box.addEventListener("keydown", press);
    results.addEventListener("keydown", press);
  }
  function lead(row) {
    var link = make("a", "", row[TITLE]);
    link.href = root + row[PATH];
    return carry(link);
  }

  /* Your patch: from the link, or from what this browser has kept. */
  function stored(value) {
    try {
      if (value !== undefined) localStorage.setItem(KEY, value);
      return localStorage.getItem(KEY);
    } catch (error) { return null; }
  }
  var query = new URLSearchParams(location.search), asked = query.get("patch");
  var keeps = asked === null ? stored() !== null || stored("") !== null : stored(asked) !== null;
  var code = asked === null ? stored() || "" : asked;
  var patch = index.filter(function (row) { return row[AREAS] && row[CODE].toLowerCase() === code.toLowerCase(); })[0];

  function carry(link) {
    if (!keeps && patch && link.href.indexOf(root) === 0 && /\.html(?:[?#]|$)/.test(link.href)) {
      var address = new URL(link.href);
      address.searchParams.set("patch", patch[CODE]);
      link.href = address.href;
    }
    return link;
  }
  function choose(value) {
    var address = new URL(location.href);
    if (stored(value) === null && value) address.searchParams.set("patch", value);
    else address.searchParams.delete("patch");
    if (address.href === location.href) location.reload();
    else location.href = address.href;
  }
  function isMine(row) {
    return row[AREAS] && (row === patch || row[AREAS].indexOf(patch[CODE]) >= 0);
  }
  /* The page of an organisation, or its page as an adopter: practice/<practice>/<organisation>.html. */
  function markLinks() {
    var mine = {}, number = 0;
    index.filter(isMine).forEach(function (row) { mine[row[PATH].split("/").pop()] = true; });
    list(document.querySelectorAll("main a[href]")).forEach(function (link) {
      var path = link.href.indexOf(root) ? "" : link.href.slice(root.length).split(/[?#]/)[0];
      if (path === here()) return;
      var parts = path.split("/");
      if (!mine[parts.pop()] || !/^(provider|area|cohort|practice\/.+)$/.test(parts.join("/"))) return;
      var row = link.closest("tr, li"), isFirst = row && row.querySelector("a[href]") === link;
      (isFirst && !link.closest("td.zone, .matrix") ? row : link).classList.add("mine");
      link.append(make("span", "vh", " (your patch)"));
      number += 1;
    });
    return number;
  }
  /* Where the order says nothing, what lies in the patch comes first. */
  function bringNear() {
    list(document.querySelectorAll("[data-near-first]")).forEach(function (box) {
      list(box.children).filter(function (part) { return part.querySelector(".mine"); }).reverse()
        .forEach(function (part) { part.open = true; box.prepend(part); });
    });
  }
  function here() { return location.href.slice(root.length).split(/[?#]/)[0]; }

  var box = document.getElementById("find"), results = document.getElementById("found");
  var strip = document.getElementById("patch"), chooser = document.getElementById("patch-form");
  function button(text, act) {
    var element = make("button", "", text);
    element.type = "button";
    element.addEventListener("click", act);
    return element;
  }
  function openChooser() {
    chooser.hidden = !chooser.hidden;
    strip.querySelector("button").setAttribute("aria-expanded", String(!chooser.hidden));
    if (!chooser.hidden) document.getElementById("patch-find").focus();
  }
  function showStrip() {
    var change = button(patch ? "Change" : "Choose your patch", openChooser);
    change.setAttribute("aria-expanded", "false");
    change.setAttribute("aria-controls", "patch-form");
    if (!patch) return strip.append(change);
    var number = markLinks();
    bringNear();
    var own = index.filter(function (row) { return row[PATH] === here(); })[0];
    strip.append(make("b", "", "Your patch: "), lead(patch));
    if (patch[CHANGES]) {
      var news = make("a", "", "What changed here");
      news.href = root + patch[CHANGES];
      strip.append(carry(news));
    }
    strip.append(make("span", "", own && isMine(own) ? "This page is in your patch."
      : number ? number + " highlighted on this page." : "Nothing of your patch on this page."));
    var share = make("a", "", "Link with your patch");
    share.href = "?patch=" + encodeURIComponent(patch[CODE]);
    strip.append(share, change, button("Clear", function () { choose(""); }));
  }
  suggest(box, results, document.getElementById("found-count"), function () { return true; }, lead);
  suggest(document.getElementById("patch-find"), document.getElementById("patch-found"),
    document.getElementById("patch-count"), function (row) { return row[AREAS]; },
    function (row) { return button(row[TITLE], function () { choose(row[CODE]); }); },
    function (row) { return row[CHANGES]; });
  showStrip();
  list(document.querySelectorAll("a[href]")).forEach(carry);
  bar.hidden = false;
})();
