// A question on its way: asked, waited for, stopped, answered. The conversation is kept here,
// in the open page, and nowhere else.
(() => {
  "use strict";
  const WAIT_MS = 60000;
  const $ = (selector) => document.querySelector(selector);
  const laoyou = window.laoyou;
  let past = [];
  let running = null;

  const box = () => $("#question textarea, #question input");
  const place = () => ($("#place input:checked") || $("#place input"))?.value || "";

  function write(text) {
    const field = box();
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function show(html) {
    const answer = $("#answer");
    answer.innerHTML = html;
    laoyou.showSpeech();
    return answer.firstElementChild;
  }
  function showCard(name, asked) {
    const card = show($("#" + name).innerHTML);
    const line = card.querySelector(".asked");
    if (line) line.textContent = "您问：" + asked;
    return card;
  }
  function setBusy(busy) { document.documentElement.classList.toggle("busy", busy); }

  async function ask(text) {
    const asked = (text ?? box().value).trim();
    if (running) running.abort();
    laoyou.stopSpeech();
    if (!asked) {
      showCard("empty-card", "");
      laoyou.say("您还没有写问题");
      return box().focus();
    }
    const mine = (running = new AbortController());
    const late = setTimeout(() => mine.abort("late"), WAIT_MS);
    setBusy(true);
    laoyou.intoView(showCard("busy-card", asked));
    laoyou.say("正在查找");
    try {
      const reply = await fetch("/page/ask", {
        method: "POST", signal: mine.signal, headers: { "content-type": "application/json" },
        body: JSON.stringify({ question: asked, place: place(), history: past }),
      });
      const found = await reply.json();
      if (!found.html) throw new Error(found.error);
      if (mine === running) arrived(found);
    } catch {
      if (mine === running && mine.signal.reason !== "stop") {
        write(asked);
        showCard("lost-card", asked);
        laoyou.say("没有连上服务器");
      }
    } finally {
      clearTimeout(late);
      if (mine === running) { running = null; setBusy(false); }
    }
  }
  function arrived(found) {
    past = [...past, ...(found.turn || [])].slice(-12);
    const card = show(found.html);
    if (found.turn) write("");
    document.documentElement.classList.add("has-answer");
    const verdict = card.querySelector(".verdict");
    laoyou.say((verdict ? verdict.textContent + "。" : "") + (card.dataset.speech || ""));
    laoyou.intoView(card);
  }
  function stop() {
    if (!running) return;
    running.abort("stop");
    running = null;
    setBusy(false);
    showCard("stopped-card", "");
    laoyou.say("已停止");
    box().focus();
  }
  function clear() {
    stop();
    past = [];
    laoyou.stopSpeech();
    $("#answer").innerHTML = "";
    document.documentElement.classList.remove("has-answer");
    write("");
    scrollTo(0, 0);
    box().focus();
    laoyou.say("已清空");
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#ask")) ask();
    else if (event.target.closest?.("#stop")) stop();
    else if (event.target.closest?.("#again")) clear();
  });
  document.addEventListener("keydown", (event) => {
    // While a Chinese input method is open, Enter belongs to it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    if (event.target === box()) { event.preventDefault(); ask(); }
  }, true);
  laoyou.ask = ask;
})();
