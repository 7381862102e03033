// The page for addresses where nothing lies: speaks the language of the address, fills its search with the words of the
// address, and leads an arXiv id to its paper.

const parts = [...document.querySelectorAll("[data-prefix]")];
const site = new URL(parts[0].dataset.root, location.href);
const path = decoded(location.pathname.slice(site.pathname.length));
const spoken = parts.findLast((part) => path.startsWith(part.dataset.prefix));
for (const part of parts) part.hidden = part !== spoken;
document.documentElement.lang = spoken.lang;
document.title = `${spoken.querySelector("h1").textContent} · ${document.title.split(" · ").at(-1)}`;

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a per cent sign that stands for itself
  }
}

const last = path.split("/").filter(Boolean).at(-1) ?? "";
const arxiv = path.match(/(?:^|[/:])(\d{4}\.\d{4,5})(?:v\d+)?(?:\.pdf)?\/?$/)?.[1];
spoken.querySelector("input").value = arxiv ?? last
  .replace(/\.[a-z]\w*$/i, "") // as of a file
  .replace(/((?:19|20)\d\d)/, " ") // a citation key: family name, year, first word of the title
  .replace(/[-_]+/g, " ")
  .trim();

if (arxiv) {
  const known = await fetch(new URL("data/arxiv.json", site)).then((answer) => (answer.ok ? answer.json() : {}));
  if (Object.hasOwn(known, arxiv)) location.replace(new URL(`${spoken.dataset.prefix}papers/${known[arxiv]}/`, site));
}
