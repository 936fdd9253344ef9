// A link may carry a presentation behind "#": browsers send that part to nobody. It goes into the form, and out of the address.
(() => {
  const field = document.getElementById("id_van_ban");
  const text = decodeURIComponent(location.hash.slice(1));
  if (!field || !text.includes("~")) return;
  field.value = text;
  history.replaceState(null, "", location.pathname);
  field.form.requestSubmit();
})();
