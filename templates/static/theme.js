// Runs before the first paint, so that a stored choice never flashes the other theme.
"use strict";
try {
  const theme = localStorage.getItem("flywheel.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is blocked: the system's choice stands.
}
