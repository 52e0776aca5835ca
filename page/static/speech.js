// 朗读 with the browser's own voice, in short pieces: some browsers break long ones off.
(() => {
  "use strict";
  const MOST = 100;
  const speech = window.speechSynthesis;
  let reading = 0;

  // Pieces of at most MOST characters, cut behind a sentence, else a comma, else anywhere.
  function pieces(text) {
    const found = [];
    for (const sentence of text.match(/[^。！？；\n]+[。！？；\n]?/g) || [])
      for (const part of sentence.length <= MOST ? [sentence] : sentence.match(/[^，、：]+[，、：]?/g) || [])
        for (let at = 0; at < part.length; at += MOST) {
          const piece = part.slice(at, at + MOST);
          if (found.length && found.at(-1).open && (found.at(-1).text + piece).length <= MOST)
            found[found.length - 1] = { text: found.at(-1).text + piece, open: !/[。！？；\n]$/.test(piece) };
          else found.push({ text: piece, open: !/[。！？；\n]$/.test(piece) });
        }
    return found.map((piece) => piece.text.trim()).filter(Boolean);
  }
  function voice() {
    const voices = speech ? speech.getVoices().filter((v) => /^zh|^cmn/i.test(v.lang)) : [];
    return voices.find((v) => v.localService) || voices[0] || null;
  }
  function showButtons() {
    const none = !voice();
    for (const button of document.querySelectorAll("[data-speak]")) button.hidden = none;
  }
  function stop() {
    reading += 1;
    if (speech) speech.cancel();
    for (const button of document.querySelectorAll("[data-speak]")) button.textContent = "朗读";
  }
  function start(button) {
    const card = button.closest("[data-speech]");
    const queue = pieces(card.dataset.label + card.dataset.speech);
    stop();
    const mine = reading;
    button.textContent = "停止朗读";
    const next = () => {
      if (mine !== reading) return;
      const text = queue.shift();
      if (!text) return stop();
      const utterance = new SpeechSynthesisUtterance(text);
      utterance.lang = "zh-CN";
      utterance.voice = voice();
      utterance.rate = 0.9;
      utterance.onend = next;
      utterance.onerror = () => { if (mine === reading) stop(); };
      speech.speak(utterance);
    };
    next();
  }
  if (speech && speech.addEventListener) speech.addEventListener("voiceschanged", showButtons);
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-speak]");
    if (button) button.textContent === "朗读" ? start(button) : stop();
  });
  addEventListener("pagehide", stop);
  Object.assign(window.laoyou, { showSpeech: showButtons, stopSpeech: stop, speechPieces: pieces });
})();
