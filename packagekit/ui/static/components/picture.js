// A drawing of ours in the page's own type, with its words for screen readers.
export default function ({ data, parentElement }) {
  const figure = document.createElement("figure");
  figure.style.margin = "0";
  figure.setAttribute("role", "img");
  figure.setAttribute("aria-label", data.alt);
  figure.innerHTML = data.svg;
  const svg = figure.querySelector("svg");
  if (svg) {
    svg.style.width = "100%";
    svg.style.height = "auto";
    svg.style.display = "block";
  }
  parentElement.replaceChildren(figure);
}
