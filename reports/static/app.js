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
    var plot = chart.querySelector(".plot"), table = document.getElementById(chart.dataset.for + "-v");
    if (!table) return;
    var rows = Array.prototype.map.call(table.tBodies[0].rows, function (row) {
      var without = row.querySelector(".wo");
      var cells = Array.prototype.map.call(row.querySelectorAll("th, td:not(.wo)"), function (cell) {
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

  /* The chart as a picture of its own: the page's own SVG with the styles that it has here written into it. */
  var STYLES = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
    "vector-effect", "paint-order", "font-family", "font-size", "font-weight", "text-anchor",
    "dominant-baseline", "transform", "display"];
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
    var edition = document.querySelector(".edition").textContent, soft = "font-size:13px;fill:#4c6272";
    all.setAttribute("xmlns", SVG);
    all.setAttribute("width", Math.round(box.width + left + right));
    all.setAttribute("height", height);
    all.innerHTML = '<rect width="100%" height="100%" fill="#fff"/>';
    all.append(
      words(document.querySelector("h1").textContent, 12, 24, soft),
      words(card.querySelector(".ct").textContent, 12, 48, "font-size:18px;font-weight:700;fill:#212b32"),
      words(card.querySelector(".subt").textContent, 12, 70, soft),
      words((document.querySelector(".sample") ? "SAMPLE DATA, invented. " : "") + "Holdgain, " + edition +
        ". Contains public sector information licensed under the Open Government Licence v3.0.",
        12, height - 14, "font-size:11px;fill:#4c6272"));
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

  /* A page does not change once it is written: it says itself that newer figures should be here by now. */
  var stale = document.getElementById("stale");
  if (stale) stale.hidden = new Date().toISOString().slice(0, 10) <= stale.dataset.lateOn;

  /* Search by name or code. */
  var box = document.getElementById("find"), list = document.getElementById("found");
  var count = document.getElementById("found-count");
  if (!box || !window.holdgainIndex) return;
  box.addEventListener("input", function () {
    var wanted = box.value.trim().toLowerCase();
    var hits = wanted.length < 2 ? [] : window.holdgainIndex.filter(function (one) {
      return (one[0] + " " + one[1]).toLowerCase().indexOf(wanted) >= 0;
    });
    list.replaceChildren.apply(list, hits.slice(0, 30).map(function (one) {
      var item = make("li"), link = make("a", "", one[0]);
      link.href = one[2];
      item.append(link, " ", make("span", "code", one[1]));
      return item;
    }));
    count.textContent = wanted.length < 2
      ? ""
      : hits.length + " found" + (hits.length > 30 ? ", the first 30 shown" : "");
  });
})();
