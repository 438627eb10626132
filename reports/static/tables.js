/* Long tables can be sorted by the heads of their columns and filtered by name. The page's own order comes back. */
(function () {
  "use strict";
  var MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec", LEAST_TO_SORT = 6, LEAST_TO_FILTER = 16;

  function list(items) { return Array.prototype.slice.call(items); }
  function make(name, css, text) {
    var element = document.createElement(name);
    element.className = css || "";
    element.textContent = text || "";
    return element;
  }
  /* A cell's own words, without what stands small below them. */
  function words(cell) {
    return list(cell ? cell.childNodes : []).filter(function (node) { return !/^(SMALL|svg)$/.test(node.nodeName); })
      .map(function (node) { return node.textContent; }).join(" ").trim();
  }
  function value(text) {
    var month = /^([A-Z][a-z]{2})[a-z]* (\d{4})$/.exec(text), number = /^[+−-]?[\d,]*\.?\d+/.exec(text);
    if (month && MONTHS.indexOf(month[1]) >= 0) return +month[2] * 12 + MONTHS.indexOf(month[1]) / 3;
    if (number) return parseFloat(number[0].replace(/,/g, "").replace("−", "-"));
    return text === "" || text === "–" ? null : text.toLowerCase();
  }
  /* Numbers before words, and cells without either at the end in both directions. */
  function compare(first, second, sign) {
    if (first === null || second === null) return (first === null) - (second === null);
    if (typeof first !== typeof second) return typeof first === "number" ? -1 : 1;
    return sign * (typeof first === "number" ? first - second : first.localeCompare(second));
  }

  function sortBy(body, original, at, sign) {
    var keyed = original.map(function (row) { return [value(words(row.cells[at])), row]; });
    if (sign) keyed.sort(function (first, second) { return compare(first[0], second[0], sign); });
    keyed.forEach(function (pair) { body.append(pair[1]); });
  }
  function addSorting(table, original) {
    var body = table.tBodies[0], heads = list(table.tHead.rows[0].cells);
    heads.forEach(function (head, at) {
      var hasWords = original.some(function (row) { return words(row.cells[at]); });
      if (head.querySelector("button, .vh") || !head.textContent.trim() || !hasWords) return;
      var button = make("button", "sort"), sign = 0;
      button.type = "button";
      if (head.querySelector("a")) button.append(make("span", "vh", "Sort by " + head.textContent.trim()));
      else button.append.apply(button, list(head.childNodes));
      head.append(button);
      button.addEventListener("click", function () {
        var was = head.getAttribute("aria-sort"), falls = head.classList.contains("n");
        sign = !was ? (falls ? -1 : 1) : (was === "descending") === falls ? -(was === "descending" ? -1 : 1) : 0;
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        if (sign) head.setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
        sortBy(body, original, at, sign);
      });
    });
  }
  function addFilter(table, original, number) {
    var box = make("input"), label = make("label", "", "Show only rows with"), count = make("span", "subt");
    var bar = make("p", "filter"), place = table.closest(".scroll") || table, whole;
    box.type = "search";
    box.id = "filter-" + number;
    box.autocomplete = "off";
    label.htmlFor = box.id;
    count.setAttribute("role", "status");
    bar.append(label, box, count);
    if (place.previousElementSibling && place.previousElementSibling.matches(".whole")) {
      place = whole = place.previousElementSibling;
    }
    place.before(bar);
    box.addEventListener("input", function () {
      var wanted = box.value.toLowerCase().split(/\s+/).filter(Boolean), shown = 0;
      if (whole && wanted.length) whole.open = true;
      original.forEach(function (row) {
        var text = row.textContent.toLowerCase();
        row.hidden = !wanted.every(function (word) { return text.indexOf(word) >= 0; });
        shown += !row.hidden;
      });
      count.textContent = wanted.length ? shown + " of " + original.length + " rows" : "";
    });
  }
  list(document.querySelectorAll("main table")).forEach(function (table, number) {
    var rows = table.tBodies.length === 1 && table.tHead ? list(table.tBodies[0].rows) : [];
    var isPlain = !table.matches(".matrix, .cal") && !table.querySelector("[rowspan], [colspan]");
    if (rows.length < LEAST_TO_SORT || !isPlain) return;
    addSorting(table, rows);
    if (rows.length >= LEAST_TO_FILTER && !table.closest("details")) addFilter(table, rows, number);
  });
})();
