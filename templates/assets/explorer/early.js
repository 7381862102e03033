/* Runs before the theme's script, which takes ?q= for its own search and opens it: keeps the query for main.js. */
{
  const { documentElement: page } = document;
  page.dataset.query = location.search;
  page.toggleAttribute('data-asked', location.search !== '' || location.hash.startsWith('#role-')); // not for the first papers
  if (location.search) history.replaceState(history.state, '', location.pathname + location.hash);

  /* The script and its data come once the first papers have been painted, so that these do not wait for them; at once
     where a reader comes back, because the browser then looks for the place where they were. */
  const late = () => document.head.append(document.getElementById('late').content);
  const back = performance.getEntriesByType('navigation')[0]?.type !== 'navigate';
  addEventListener('DOMContentLoaded', () => (back ? late() : requestAnimationFrame(() => setTimeout(late))));
}
