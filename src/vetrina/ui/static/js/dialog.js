// Opens and closes dialogs in browsers that do not know `commandfor` yet.

if (!("commandForElement" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[commandfor]");
    if (button) {
      const dialog = document.getElementById(button.getAttribute("commandfor"));
      if (button.getAttribute("command") === "show-modal") dialog.showModal();
      else dialog.close();
      return;
    }
    if (event.target.matches("dialog[closedby=any]")) event.target.close();
  });
}
