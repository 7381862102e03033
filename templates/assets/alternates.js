// The theme fetches `sitemap.xml` beside the target of every link[rel=alternate] as soon as its script begins. Feeds and
// single pages have none there. A second word in `rel` hides the links from it until it has begun.
{
  const links = document.head.querySelectorAll('link[rel="alternate"]');
  for (const link of links) link.relList.add("hidden-from-theme");
  addEventListener("load", () => {
    for (const link of links) link.relList.remove("hidden-from-theme");
  });
}
