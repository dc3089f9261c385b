// Texts of the page with numbers and names in them.

// A text with its fields filled in, numbers as the language of the page writes them.
export function filled(text, values) {
  const language = document.documentElement.lang;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name].toLocaleString(language));
}

export function paragraph(text, values = {}) {
  const line = document.createElement("p");
  line.textContent = filled(text, values);
  return line;
}
