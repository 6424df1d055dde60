/* Tells the server that a person has the page open; nothing else needs it. */
const { seen, token } = document.body.dataset;
navigator.sendBeacon(seen, new URLSearchParams({ csrf_token: token }));
