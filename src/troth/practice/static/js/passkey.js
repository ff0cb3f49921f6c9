// Says in words when a passkey could not be used; without it a cancelled prompt would look like nothing happened.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  let notice = document.querySelector("[data-passkey-says]");
  if (!notice) {
    notice = document.createElement("p");
    notice.className = "notice watch";
    notice.dataset.passkeySays = "";
    notice.setAttribute("role", "alert");
    document.getElementById("main").append(notice);
  }
  notice.textContent = "That did not work, or it was cancelled. Try once more, or choose another way.";
});
