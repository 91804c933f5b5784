// Where a picture stands: news by server-sent events, by asking every two seconds where those do
// not come through.  At the end the page is loaded afresh, so that it is the same page as ever.

const REFUSALS = 3;
const PAUSE_MS = 2000;

for (const place of document.querySelectorAll("[data-progress]")) {
  const bar = place.querySelector("progress");
  const share = place.querySelector("[data-share]");
  const said = place.querySelector("[data-said]");
  const note = place.querySelector("[data-note]");
  const stages = [...place.querySelectorAll("[data-stage]")];
  let refusals = 0;

  const show = (state) => {
    if (state.is_over) return location.replace(location.href.split("#")[0]);
    if (typeof state.done === "number") {
      bar.value = state.done;
      share.textContent = `${Math.floor(100 * state.done)} %`;
    }
    if (note && typeof state.note === "string") note.hidden = !state.note;
    const now = stages.findIndex((item) => item.dataset.stage === state.stage);
    if (now < 0) return undefined;
    stages.forEach((item, index) => {
      const name = index < now ? "done" : index === now ? "now" : "next";
      if (item.dataset.state === name) return;
      item.dataset.state = name;
      item.querySelector("[data-word]").textContent = place.dataset[name];
      if (name === "now") said.textContent = item.dataset.says;
    });
    return undefined;
  };

  const ask = async () => {
    try {
      const answer = await fetch(place.dataset.state, { headers: { Accept: "application/json" } });
      if (answer.ok) {
        const state = await answer.json();
        show({ ...state, is_over: !["queued", "processing"].includes(state.status) });
      }
    } catch {
      // The network is away for a moment; the next question comes.
    }
    setTimeout(ask, PAUSE_MS);
  };

  const listen = () => {
    const source = new EventSource(place.dataset.events);
    source.addEventListener("state", (event) => {
      refusals = 0;
      show(JSON.parse(event.data));
    });
    source.addEventListener("reconnect", () => {
      source.close();
      setTimeout(listen, PAUSE_MS);
    });
    source.addEventListener("error", () => {
      refusals += 1;
      if (refusals < REFUSALS && source.readyState !== EventSource.CLOSED) return;
      source.close();
      ask();
    });
    addEventListener("pagehide", () => source.close());
  };

  listen();
}
