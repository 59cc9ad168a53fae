// Shows the link to /admin where somebody has logged in: pages are cached, and the same for everybody.
const link = document.querySelector(".site-links [hidden]");
if (link && document.cookie.split("; ").includes("arena_admin_here=1")) link.hidden = false;
