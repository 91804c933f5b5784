// A photo is seen the moment it is picked, dropped or pasted, and is sent with a bar that tells how
// far it is.  Without this module the form sends itself and the answer is the same page.

const isPicture = (file) => file.type.startsWith("image/") || /\.hei[cf]$/i.test(file.name);

function start(form) {
  const drop = form.querySelector("[data-drop]");
  const input = form.querySelector("input[type=file]");
  const preview = form.querySelector("[data-preview]");
  const wrong = form.querySelector("[data-wrong]");
  const bar = form.querySelector("[data-sent]");

  const complain = (words) => {
    wrong.textContent = words;
    wrong.hidden = !words;
    input.setAttribute("aria-invalid", String(Boolean(words)));
    delete form.dataset.busy;
  };

  const show = () => {
    const [file] = input.files;
    URL.revokeObjectURL(preview.src);
    delete drop.dataset.full;
    if (file && file.size > Number(form.dataset.maxBytes)) {
      input.value = "";
      return complain(form.dataset.tooLarge);
    }
    complain("");
    if (!file) return undefined;
    preview.src = URL.createObjectURL(file);
    drop.dataset.full = "seen";
    const megabytes = (file.size / 1e6).toFixed(1);
    form.querySelector("[data-facts]").textContent = `${file.name} · ${megabytes} MB`;
    return undefined;
  };

  const take = (files) => {
    const file = [...(files ?? [])].find(isPicture);
    if (!file) return;
    const held = new DataTransfer();
    held.items.add(file);
    input.files = held.files;
    show();
  };

  const arrived = (request) => {
    if (request.status && request.status < 400) return location.assign(request.responseURL);
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const answer = page.querySelector("form[data-upload]");
    if (!answer) return complain(form.dataset.failed);
    form.replaceWith(answer);
    answer.querySelector("[data-summary]")?.focus();
    return start(answer);
  };

  form.addEventListener("submit", (event) => {
    if (!input.files.length || event.submitter?.name === "sample") return;
    event.preventDefault();
    form.dataset.busy = "";
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "text/html");
    request.upload.addEventListener("progress", (told) => (bar.value = told.loaded / told.total));
    request.addEventListener("loadend", () => arrived(request));
    request.send(new FormData(form, event.submitter));
  });
  input.addEventListener("change", show);
  preview.addEventListener("error", () => (drop.dataset.full = "unseen"));
  document.onpaste = (event) => take(event.clipboardData?.files);
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.toggleAttribute("data-over", name === "dragenter" || name === "dragover");
      if (name === "drop") take(event.dataTransfer.files);
    });
  }
  if (input.files.length) show();
}

for (const form of document.querySelectorAll("form[data-upload]")) start(form);
