// The page for addresses where nothing lies: fills its search with the words of the address, and leads an arXiv id to
// its paper where the survey is too large for a page of its own for each.

const form = document.querySelector("form.lost");
const site = new URL(form.dataset.root, location.href);
const path = decoded(location.pathname.slice(site.pathname.length));

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a per cent sign that stands for itself
  }
}

const last = path.split("/").filter(Boolean).at(-1) ?? "";
form.elements.q.value = last
  .replace(/\.\w+$/, "")
  .replace(/((?:19|20)\d\d)/, " ") // a citation key: family name, year, first word of the title
  .replace(/[-_]+/g, " ")
  .trim();

const arxiv = path.match(/^(?:\w\w\/)?arxiv\/(.+?)(?:v\d+)?\/?$/)?.[1];
if (arxiv) {
  const known = await fetch(new URL("data/arxiv.json", site)).then((answer) => (answer.ok ? answer.json() : {}));
  if (Object.hasOwn(known, arxiv)) location.replace(new URL(`papers/${known[arxiv]}/`, site));
}
