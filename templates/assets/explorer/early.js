/* Runs before the theme's script, which takes ?q= for its own search and opens it: keeps the query for main.js. */
document.documentElement.dataset.query = location.search;
if (location.search) history.replaceState(history.state, '', location.pathname + location.hash);
