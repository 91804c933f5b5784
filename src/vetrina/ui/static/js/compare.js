// Before and after: the edge follows a finger or a pointer anywhere on the picture, and the arrow
// keys by way of the range input, which stays the one source of the value.

for (const pair of document.querySelectorAll("[data-compare]")) {
  const slider = pair.querySelector("input[type=range]");
  if (!slider) continue;

  const show = () => {
    pair.style.setProperty("--at", `${slider.value}%`);
    slider.setAttribute("aria-valuetext", pair.dataset.says.replace("{}", slider.value));
  };

  const follow = (event) => {
    const box = pair.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    slider.value = Math.round(1000 * Math.min(1, Math.max(0, share))) / 10;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  };

  slider.addEventListener("input", show);
  pair.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.target.closest("a, button, label")) return;
    pair.setPointerCapture(event.pointerId);
    pair.dataset.held = "";
    slider.focus({ preventScroll: true, focusVisible: false });
    follow(event);
    event.preventDefault();
  });
  pair.addEventListener("pointermove", (event) => {
    if (pair.hasPointerCapture(event.pointerId)) follow(event);
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    pair.addEventListener(end, () => delete pair.dataset.held);
  }
  show();
}
