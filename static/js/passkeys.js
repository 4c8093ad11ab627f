// Passkeys: allauth's scripts do the exchange; this one shows what they need and says in words what went wrong.

const TOLD = {
  NotAllowedError: "La clé n’a pas été reconnue, ou vous avez refermé la demande. Recommencez quand vous voulez.",
  InvalidStateError: "Cette clé est déjà enregistrée dans votre compte.",
  SecurityError: "Les clés d’accès ne marchent pas à cette adresse : il en faut une en https, ou localhost.",
};
const OTHERWISE = "La clé n’a pas pu servir. Recommencez, ou passez par votre mot de passe.";

if (window.PublicKeyCredential && navigator.credentials) {
  document.querySelectorAll("[data-passkeys]").forEach((part) => { part.hidden = false; });
  document.querySelectorAll("[data-passkeys-missing]").forEach((part) => { part.hidden = true; });
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const { exception } = event.detail;
  document.querySelectorAll("[data-passkey-error]").forEach((place) => {
    const text = document.createElement("p");
    text.className = "field__error";
    text.textContent = TOLD[exception.name] ?? OTHERWISE;
    place.replaceChildren(text);
  });
});
