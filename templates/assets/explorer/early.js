/* Runs before the theme's script, which takes ?q= for its own search and opens it: keeps the query for main.js. */
{
  const { documentElement: page } = document;
  const asked = location.search;
  page.dataset.query = asked;
  // Other papers than the first are asked for.
  page.toggleAttribute('data-asked', asked !== '' || location.hash.startsWith('#role-'));
  if (asked) history.replaceState(history.state, '', location.pathname + location.hash);

  /* The script and its data come once the first papers have been painted, so that these do not wait for them. A page in
     the background is not painted. Without the script the page stays what it is for readers without any, and says why. */
  const late = () => {
    const { content } = document.getElementById('late');
    content.querySelector('script').addEventListener('error', () => {
      const root = document.getElementById('explorer');
      root.classList.remove('ready');
      root.classList.add('failed');
      root.querySelector('.failed.warn').hidden = false;
      if (asked) history.replaceState(history.state, '', location.pathname + asked + location.hash);
    });
    document.head.append(content);
  };
  addEventListener('DOMContentLoaded', () => (document.hidden ? late() : requestAnimationFrame(() => setTimeout(late))));
}
