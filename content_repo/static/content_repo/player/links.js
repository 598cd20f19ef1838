// A sandboxed frame opens no windows, so an address of another host is shown as text that can be copied.

/** Show where links lead that can't be followed. */
export function showAddresses() {
  addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a[href]");
      if (!link || !/^(https?|mailto|ftp):/i.test(link.getAttribute("href"))) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      let address = link.nextElementSibling;
      if (!address?.matches("[data-address]")) {
        address = document.createElement("code");
        address.dataset.address = "";
        address.textContent = link.href;
        link.after(" ", address);
      }
      getSelection().selectAllChildren(address);
    },
    true,
  );
}
