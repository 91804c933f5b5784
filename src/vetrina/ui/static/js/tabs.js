// Links to sections become tabs: one panel is seen, arrow keys move (WAI-ARIA APG, tabs pattern).

for (const list of document.querySelectorAll("[data-tabs]")) {
  const tabs = [...list.querySelectorAll("a")];
  const panels = tabs.map((tab) => document.getElementById(tab.hash.slice(1)));
  list.setAttribute("role", "tablist");

  const choose = (chosen, isFocused) => {
    tabs.forEach((tab, index) => {
      tab.setAttribute("aria-selected", String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
      panels[index].hidden = index !== chosen;
    });
    if (isFocused) tabs[chosen].focus();
  };

  tabs.forEach((tab, index) => {
    tab.setAttribute("role", "tab");
    tab.id ||= `${panels[index].id}-tab`;
    tab.setAttribute("aria-controls", panels[index].id);
    panels[index].setAttribute("role", "tabpanel");
    panels[index].setAttribute("aria-labelledby", tab.id);
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      choose(index, true);
    });
    tab.addEventListener("keydown", (event) => {
      const last = tabs.length - 1;
      const steps = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: last };
      if (!(event.key in steps)) return;
      event.preventDefault();
      choose((steps[event.key] + tabs.length) % tabs.length, true);
    });
  });
  const asked = panels.findIndex((panel) => `#${panel.id}` === location.hash);
  choose(Math.max(0, asked), false);
}
