// Lists, tables and documents: said at once, shown when they are there, or said to be lost.
// A block shows what was asked of it last.
(() => {
  "use strict";
  const laoyou = window.laoyou;
  const latest = {};

  function card(name, sentence) {
    const found = document.getElementById(name).content.cloneNode(true);
    if (sentence) found.querySelector(".working").lastChild.data = sentence;
    return found;
  }
  async function fill(id, path, body) {
    const block = document.getElementById(id);
    const mine = (latest[id] = {});
    block.replaceChildren(card("working-card", block.dataset.working));
    block.scrollIntoView({ block: "nearest" });
    let html = null;
    try {
      const reply = await fetch(path, body && {
        method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
      });
      if (reply.ok) html = await reply.text();
    } catch { /* said below */ }
    if (latest[id] !== mine) return;
    if (html === null) block.replaceChildren(card("unreached-card"));
    else block.innerHTML = html;
    const said = block.querySelector("[role=status], .failed p, caption, h3");
    if (said) laoyou.say(said.innerText);
    // On a phone it begins below the screen.
    if (block.getBoundingClientRect().top > 0.6 * innerHeight) laoyou.intoView(block);
  }
  Object.assign(laoyou, {
    search: (form) => fill("found", "/page/search", form),
    compare: (form) => fill("comparison", "/page/compare", form),
    async readDocument(id) {
      await fill("full", "/page/document?" + new URLSearchParams({ id: id || "" }));
      laoyou.jumpWanted();
    },
    // What one place answers is refused in another; without an answer the old ones stay.
    async showExamples(place) {
      const mine = (latest.examples = {});
      try {
        const reply = await fetch("/page/examples?" + new URLSearchParams({ place }));
        const html = reply.ok ? await reply.text() : null;
        const box = document.getElementById("examples");
        if (latest.examples === mine && html !== null && box.innerHTML !== html) box.innerHTML = html;
      } catch { /* the page works without */ }
    },
  });
})();
