// Four points on a photo: dragged by mouse or finger, moved by arrow keys, or typed as numbers.
// The number fields are the form; the points are a way of filling them.

for (const board of document.querySelectorAll("[data-corners]")) {
  const { width, height } = board.dataset;
  const points = [...board.querySelectorAll("[data-point]")];
  const shape = board.querySelector("[data-shape]");
  const lens = board.querySelector("[data-lens]");
  const fields = points.map((point) => [
    document.getElementById(`${point.dataset.point}x`),
    document.getElementById(`${point.dataset.point}y`),
  ]);

  const draw = () => {
    const at = fields.map((pair) => pair.map((field) => Number(field.value)));
    shape.setAttribute("points", at.map((pair) => pair.join(",")).join(" "));
    points.forEach((point, index) => {
      const [x, y] = at[index];
      point.style.left = `${(100 * x) / width}%`;
      point.style.top = `${(100 * y) / height}%`;
      const words = board.dataset.says.replace("{x}", x).replace("{y}", y);
      point.querySelector("[data-where]").textContent = words;
    });
  };

  const move = (index, x, y) => {
    fields[index][0].value = Math.round(Math.min(width, Math.max(0, x)));
    fields[index][1].value = Math.round(Math.min(height, Math.max(0, y)));
    draw();
  };

  const look = (index) => {
    const [x, y] = fields[index].map((field) => Number(field.value));
    lens.hidden = false;
    lens.style.backgroundPosition = `${(100 * x) / width}% ${(100 * y) / height}%`;
    lens.dataset.side = x < width / 2 ? "end" : "start";
  };

  points.forEach((point, index) => {
    point.addEventListener("pointerdown", (event) => {
      point.setPointerCapture(event.pointerId);
      point.focus();
      event.preventDefault();
    });
    point.addEventListener("pointermove", (event) => {
      if (!point.hasPointerCapture(event.pointerId)) return;
      const box = board.getBoundingClientRect();
      const x = ((event.clientX - box.left) * width) / box.width;
      const y = ((event.clientY - box.top) * height) / box.height;
      move(index, x, y);
      look(index);
    });
    point.addEventListener("lostpointercapture", () => (lens.hidden = true));
    point.addEventListener("blur", () => (lens.hidden = true));
    point.addEventListener("keydown", (event) => {
      const step = (event.shiftKey ? 0.001 : 0.01) * width;
      const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
      const [dx, dy] = way[event.key] ?? [0, 0];
      if (!dx && !dy) return;
      event.preventDefault();
      const [x, y] = fields[index].map((field) => Number(field.value));
      move(index, x + dx * step, y + dy * step);
      look(index);
    });
    for (const field of fields[index]) field.addEventListener("input", draw);
  });

  lens.style.backgroundImage = `url("${board.querySelector("img").currentSrc}")`;
  board.dataset.live = "";
  board.closest("form").querySelector("details").open = false;
  draw();
}
