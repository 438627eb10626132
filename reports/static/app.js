/* Search on the list of providers. Every page reads and prints without it. */
(function () {
  var box = document.getElementById("find"), list = document.getElementById("found"), count = document.getElementById("found-count");
  if (!box || !window.holdgainIndex) return;
  box.addEventListener("input", function () {
    var wanted = box.value.trim().toLowerCase();
    var hits = wanted.length < 2 ? [] : window.holdgainIndex.filter(function (one) {
      return (one[0] + " " + one[1]).toLowerCase().indexOf(wanted) >= 0;
    });
    list.replaceChildren.apply(list, hits.slice(0, 30).map(function (one) {
      var item = document.createElement("li"), link = document.createElement("a"), code = document.createElement("span");
      link.href = one[2];
      link.textContent = one[0];
      code.className = "code";
      code.textContent = one[1];
      item.append(link, " ", code);
      return item;
    }));
    count.textContent = wanted.length < 2 ? "" : hits.length + " found" + (hits.length > 30 ? ", the first 30 shown" : "");
  });
})();
