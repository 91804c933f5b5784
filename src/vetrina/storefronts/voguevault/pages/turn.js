// Turns the object with a finger, a pointer, or the arrow keys on the range input that holds the angle.

for (const scene of document.querySelectorAll("[data-turn]")) {
  const slider = scene.querySelector("input[type=range]");
  const object = scene.querySelector(".object");
  slider.hidden = false;

  const show = () => {
    object.style.setProperty("--turn", `${slider.value}deg`);
    slider.setAttribute("aria-valuetext", slider.dataset.says.replace("{}", slider.value));
  };

  slider.addEventListener("input", show);
  show();

  let from = null;
  scene.addEventListener("pointerdown", (event) => {
    if (event.target === slider) return;
    from = { x: event.clientX, angle: Number(slider.value) };
    scene.setPointerCapture(event.pointerId);
    scene.dataset.held = "";
  });
  scene.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const angle = from.angle + (event.clientX - from.x) * 0.5;
    slider.value = ((((angle + 180) % 360) + 360) % 360) - 180;
    show();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    scene.addEventListener(end, () => {
      from = null;
      delete scene.dataset.held;
    });
  }
}
