// A button that copies what it stands beside, and says so for a moment.

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const label = button.textContent;
  if (!source || !navigator.clipboard) continue;
  button.hidden = false;

  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
      button.textContent = button.dataset.done;
    } catch {
      source.focus();
      source.select?.();
      return;
    }
    setTimeout(() => (button.textContent = label), 2000);
  });
}
