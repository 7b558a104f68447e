// The button on the printed plan; the page works without it (Ctrl+P).
document.getElementById("print").addEventListener("click", () => window.print());
