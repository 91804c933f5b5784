// Light, dark or as the device says: changed at once, and kept in the cookie that the server reads.
// Without this module the button sends its form and the same page comes back in the other face.

const NEXT = { auto: "day", day: "night", night: "auto" };

for (const form of document.querySelectorAll("[data-face-switch]")) {
  const button = form.querySelector("button");

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const face = button.value;
    const far = `vetrina_face=${face}; path=/; max-age=31536000; samesite=lax`;
    document.cookie = location.protocol === "https:" ? `${far}; secure` : far;
    document.documentElement.dataset.face = face;
    button.value = NEXT[face];
    button.setAttribute("aria-label", button.dataset[face]);
  });
}
