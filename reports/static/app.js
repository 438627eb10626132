/* Progressive enhancement only: every page reads and prints without it. Values come from the page's own tables. */
(function () {
  "use strict";
  var SVG = "http://www.w3.org/2000/svg";
  var MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  function each(selector, act) { Array.prototype.forEach.call(document.querySelectorAll(selector), act); }
  function make(name, css, text) {
    var found = document.createElement(name);
    found.className = css || "";
    found.textContent = text || "";
    return found;
  }
  function ordinal(month) { return +month.slice(-4) * 12 + MONTHS.indexOf(month.slice(0, 3)) / 3; }

  /* Month by month through a chart, with the pointer, a finger or the arrow keys. */
  function explore(chart) {
    var plot = chart.querySelector(".plot"), anchor = chart.dataset.for || chart.dataset.months;
    var table = document.getElementById(anchor + "-v");
    if (!table) return readRows(chart);
    var rows = Array.prototype.map.call(table.tBodies[0].rows, function (row) {
      var without = row.querySelector(".wo");
      var shown = chart.dataset.for ? "th, td:not(.wo)" : "th, td:nth-child(2)";
      var cells = Array.prototype.map.call(row.querySelectorAll(shown), function (cell) {
        return cell.textContent;
      });
      cells.without = without && without.textContent ? "without " + without.textContent : "";
      return cells;
    }).reverse();
    var first = ordinal(rows[0][0]), span = ordinal(rows[rows.length - 1][0]) - first;
    var places = rows.map(function (row) { return (ordinal(row[0]) - first) / span * 100; });
    var line = document.createElementNS(SVG, "line"), tip = make("div", "tip"), range = make("input", "scrub");
    line.setAttribute("class", "cur");
    line.setAttribute("y1", "0");
    line.setAttribute("y2", "100%");
    line.style.display = "none";
    plot.querySelector(".x").append(line);
    tip.hidden = true;
    tip.setAttribute("aria-hidden", "true");
    plot.append(tip);
    range.type = "range";
    range.min = 0;
    range.max = rows.length - 1;
    range.value = rows.length - 1;
    range.setAttribute("aria-label", "Explore the chart month by month");
    chart.append(range);

    function say(at) {
      var row = rows[at], more = row[5] ? ", " + row[5] : "";
      if (row.without) more += ", " + row.without;
      range.setAttribute("aria-valuetext", row[0] + ": " + row[1] + (row[2] ? ", mean " + row[2] : "") + more);
    }
    function show(at) {
      var row = rows[at];
      line.style.display = "";
      line.setAttribute("x1", places[at] + "%");
      line.setAttribute("x2", places[at] + "%");
      tip.hidden = false;
      tip.style.left = Math.min(86, Math.max(14, places[at])) + "%";
      tip.replaceChildren(make("b", "", row[0] + "  " + row[1]));
      if (row[2]) tip.append(make("br"), "mean " + row[2] + ", expected " + row[3] + " to " + row[4]);
      if (row[5]) tip.append(make("br"), row[5]);
      if (row.without) tip.append(make("br"), row.without);
      range.value = at;
      say(at);
    }
    function hide() { line.style.display = "none"; tip.hidden = true; }
    function nearest(share) {
      return places.reduce(function (best, place, at) {
        return Math.abs(place - share) < Math.abs(places[best] - share) ? at : best;
      }, 0);
    }
    plot.addEventListener("pointermove", function (event) {
      var box = plot.getBoundingClientRect();
      show(nearest((event.clientX - box.left) / box.width * 100));
    });
    plot.addEventListener("pointerleave", hide);
    range.addEventListener("input", function () { show(+range.value); });
    range.addEventListener("focus", function () { show(+range.value); });
    range.addEventListener("blur", hide);
    say(rows.length - 1);
  }

  /* Other charts: the rows of the data below, with the arrow keys or a finger; where a row has a place, with the
     pointer too. */
  function readRows(chart) {
    var table = (chart.closest(".card") || chart).querySelector("details.data table");
    if (!table || !table.tBodies[0].rows.length) return;
    var heads = Array.prototype.map.call(table.tHead.rows[0].cells, function (head) { return head.textContent; });
    var rows = Array.prototype.map.call(table.tBodies[0].rows, function (row) {
      return Array.prototype.map.call(row.cells, function (cell) { return cell.textContent.trim(); });
    });
    var range = make("input", "scrub"), tip = make("div", "tip at-top"), plot = chart.querySelector(".plot");
    function named(cells) {
      return cells.map(function (cell, at) {
        return cell && (at || /^[+−]?\d+$/.test(cell)) ? heads[at] + ": " + cell : cell;
      }).filter(Boolean);
    }
    function say() { range.setAttribute("aria-valuetext", named(rows[+range.value]).join(", ")); }
    var lines = table.tBodies[0].rows, cursor = document.createElementNS(SVG, "line");
    function show() {
      var parts = named(rows[+range.value]), place = lines[+range.value].dataset.x;
      if (place !== undefined) mark(+place);
      tip.hidden = false;
      tip.replaceChildren(make("b", "", parts[0]));
      parts.slice(1).forEach(function (part) { tip.append(make("br"), part); });
      say();
    }
    function mark(place) {
      cursor.setAttribute("x1", place + "%");
      cursor.setAttribute("x2", place + "%");
      cursor.setAttribute("y2", "100%");
      plot.querySelector(".x").append(cursor);
      tip.style.left = Math.min(80, Math.max(20, place)) + "%";
    }
    function hide() { tip.hidden = true; cursor.remove(); }
    function point(event) {
      var box = plot.getBoundingClientRect(), share = (event.clientX - box.left) / box.width * 100;
      function distance(at) { return Math.abs(lines[at].dataset.x - share); }
      range.value = rows.reduce(function (best, _, at) { return distance(at) < distance(best) ? at : best; }, 0);
      show();
    }
    tip.hidden = true;
    tip.setAttribute("aria-hidden", "true");
    plot.append(tip);
    range.type = "range";
    range.min = 0;
    range.max = rows.length - 1;
    range.value = 0;
    range.setAttribute("aria-label", "Read the figures of the chart one by one");
    chart.append(range);
    say();
    range.addEventListener("input", show);
    range.addEventListener("focus", show);
    range.addEventListener("blur", hide);
    cursor.setAttribute("class", "cur");
    cursor.setAttribute("y1", "0");
    if (lines[0].dataset.x === undefined) return;
    plot.addEventListener("pointermove", point);
    plot.addEventListener("pointerleave", hide);
  }

  /* From dot to dot of a funnel plot, each with its name. Those of the reader's patch have a ring and their name. */
  function nameDots(chart) {
    var plot = chart.querySelector(".plot"), top = plot.querySelector(".x");
    var rows = Array.prototype.slice.call(document.getElementById(chart.id + "-v").tBodies[0].rows);
    var range = make("input", "scrub"), tip = make("div", "tip"), at = 0, ring = circle("cur");
    function circle(css) {
      var mark = document.createElementNS(SVG, "circle");
      mark.setAttribute("class", css);
      mark.setAttribute("r", "8");
      return mark;
    }
    function put(mark, row) {
      mark.setAttribute("cx", row.dataset.x + "%");
      mark.setAttribute("cy", row.dataset.y + "%");
      top.append(mark);
    }
    function cells(row) { return Array.prototype.map.call(row.cells, function (cell) { return cell.textContent; }); }
    function say() {
      var text = cells(rows[at]);
      range.setAttribute("aria-valuetext", text[0] + ": " + text[1] + " of " + text[2] + ", " + text[3].toLowerCase());
    }
    function show(number) {
      at = number;
      var text = cells(rows[at]);
      put(ring, rows[at]);
      tip.hidden = false;
      tip.style.left = Math.min(80, Math.max(20, rows[at].dataset.x)) + "%";
      tip.replaceChildren(make("b", "", text[0]), make("br"), text[1] + " of " + text[2], make("br"), text[3]);
      range.value = at;
      say();
    }
    function hide() { ring.remove(); tip.hidden = true; }
    function open() { location.href = rows[at].querySelector("a").href; }
    rows.filter(function (row) { return row.classList.contains("mine"); }).forEach(function (row) {
      put(circle("me"), row);
    });
    tip.hidden = true;
    tip.setAttribute("aria-hidden", "true");
    plot.append(tip);
    range.type = "range";
    range.min = 0;
    range.max = rows.length - 1;
    range.value = 0;
    range.setAttribute("aria-label", "Explore the chart from dot to dot; Enter opens the page of the trust");
    chart.append(range);
    say();
    plot.addEventListener("pointermove", function (event) {
      var box = plot.getBoundingClientRect();
      function distance(row) {
        return Math.hypot(row.dataset.x / 100 * box.width + box.left - event.clientX,
          row.dataset.y / 100 * box.height + box.top - event.clientY);
      }
      show(rows.reduce(function (best, row, number) {
        return distance(row) < distance(rows[best]) ? number : best;
      }, 0));
    });
    plot.addEventListener("pointerleave", hide);
    plot.addEventListener("click", open);
    range.addEventListener("input", function () { show(+range.value); });
    range.addEventListener("focus", function () { show(+range.value); });
    range.addEventListener("blur", hide);
    range.addEventListener("keydown", function (event) { if (event.key === "Enter") open(); });
  }

  /* The chart as a picture of its own: the page's own SVG with the styles that it has here written into it. */
  var STYLES = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray",
    "stroke-linecap", "stroke-linejoin", "vector-effect", "paint-order", "font-family", "font-size", "font-weight",
    "text-anchor", "dominant-baseline", "transform", "display"];
  function words(text, x, y, style) {
    var found = document.createElementNS(SVG, "text");
    found.setAttribute("style", "font-family:Arial,sans-serif;" + style);
    found.setAttribute("x", x);
    found.setAttribute("y", y);
    found.textContent = text;
    return found;
  }
  function picture(card, scale) {
    var plot = card.querySelector(".plot"), box = plot.getBoundingClientRect(), left = 60, top = 108, right = 130;
    var all = document.createElementNS(SVG, "svg"), height = Math.round(box.height + top + 76);
    var edition = document.querySelector(".edition").textContent;
    // the colours of the page's scheme, light or dark
    var paper = getComputedStyle(card).backgroundColor, ink = getComputedStyle(card).color;
    var soft = "font-size:13px;fill:" + getComputedStyle(card.querySelector(".subt")).color;
    all.setAttribute("xmlns", SVG);
    all.setAttribute("width", Math.round(box.width + left + right));
    all.setAttribute("height", height);
    all.innerHTML = '<rect width="100%" height="100%"/>';
    all.firstChild.setAttribute("fill", paper);
    all.append(
      words(document.querySelector("h1").textContent, 12, 24, soft),
      words(card.querySelector(".ct").textContent, 12, 48, "font-size:18px;font-weight:700;fill:" + ink),
      words(card.querySelector(".subt").textContent, 12, 70, soft),
      words((document.querySelector(".sample") ? "SAMPLE DATA, invented. " : "") + "Holdgain, " + edition +
        ". Contains public sector information licensed under the Open Government Licence v3.0.",
        12, height - 14, "font-size:11px;fill:" + ink));
    Array.prototype.forEach.call(plot.querySelectorAll("svg"), function (svg) {
      var copy = svg.cloneNode(true), from = svg.querySelectorAll("*"), to = copy.querySelectorAll("*");
      for (var at = 0; at < from.length; at++) {
        var style = getComputedStyle(from[at]);
        // a stroke that does not scale with its picture has to be drawn as wide as the picture is enlarged
        var enlarged = style.getPropertyValue("vector-effect") === "non-scaling-stroke" ? scale : 1;
        to[at].setAttribute("style", STYLES.map(function (name) {
          var value = style.getPropertyValue(name);
          if (enlarged > 1 && /^stroke-(width|dasharray)$/.test(name)) {
            value = value.replace(/[\d.]+/g, function (size) { return size * enlarged; });
          }
          return name + ":" + value;
        }).join(";").replace(/"/g, "'"));
      }
      copy.setAttribute("x", left);
      copy.setAttribute("y", top);
      copy.setAttribute("width", box.width);
      copy.setAttribute("height", box.height);
      copy.setAttribute("overflow", "visible");
      all.append(copy);
    });
    return all;
  }
  function save(blob, name) {
    var link = make("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  }
  function download(card, kind) {
    var found = picture(card, kind === "png" ? 2 : 1), text = new XMLSerializer().serializeToString(found);
    var name = card.querySelector(".dl a").getAttribute("href").split("/").pop().replace(".csv", "." + kind);
    if (kind === "svg") return save(new Blob([text], { type: "image/svg+xml" }), name);
    var image = new Image(), canvas = make("canvas");
    canvas.width = found.getAttribute("width") * 2;
    canvas.height = found.getAttribute("height") * 2;
    image.onload = function () {
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob(function (made) { save(made, name); });
    };
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(text);
  }
  /* A second chart of the same months has limits of its own, which the table does not list. */
  each(".chart[data-months]", explore);
  each(".chart[data-for]", function (chart) {
    explore(chart);
    var card = chart.closest(".card"), place = card.querySelector(".dl");
    ["svg", "png"].forEach(function (kind) {
      var button = make("button", "", "Chart as " + kind.toUpperCase());
      button.type = "button";
      button.append(make("span", "vh", ": " + card.querySelector(".ct").textContent));
      button.addEventListener("click", function () { download(card, kind); });
      place.insertBefore(button, place.lastElementChild);
    });
  });

  each(".chart.fun", nameDots);

  /* Not every browser opens what is folded around the place that a link leads to, or when it prints. */
  function unfold() {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    var fold = target && target.closest("details:not([open])");
    if (!fold) return;
    for (; fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView();
  }
  var unfolded = [];
  window.addEventListener("hashchange", unfold);
  window.addEventListener("beforeprint", function () {
    each("details.fold:not([open])", function (fold) { unfolded.push(fold); fold.open = true; });
  });
  window.addEventListener("afterprint", function () {
    unfolded.splice(0).forEach(function (fold) { fold.open = false; });
  });
  unfold();

  /* A page does not change once it is written: it says itself that newer figures should be here by now. */
  var stale = document.getElementById("stale");
  if (stale) stale.hidden = new Date().toISOString().slice(0, 10) <= stale.dataset.lateOn;
})();
