// The button that copies the text as it stands in the field; without JavaScript it is not there, and Ctrl+C works.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const field = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = button.dataset.done;
    } catch {
      // A browser that does not allow it marks the text, ready to copy by hand.
      field.select();
    }
  });
}
