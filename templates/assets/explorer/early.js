/* Runs before the theme's script, which takes ?q= for its own search and opens it: keeps the query for main.js. */
{
  const { documentElement: page } = document;
  page.dataset.query = location.search;
  page.toggleAttribute('data-asked', location.search !== '' || location.hash.startsWith('#role-')); // not for the first papers
  if (location.search) history.replaceState(history.state, '', location.pathname + location.hash);
}
/* The script and its data come once the first papers have been painted, so that these do not wait for them. */
addEventListener('DOMContentLoaded', () => requestAnimationFrame(() => setTimeout(() => {
  document.head.append(document.getElementById('late').content);
})));
