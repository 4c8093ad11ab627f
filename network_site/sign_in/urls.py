"""French addresses for allauth's pages, under /compte/ and with its own names. What is not listed is not served."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, re_path
from django.views.decorators.cache import never_cache

from network_site.sign_in import views

urlpatterns = [
    path("connexion/", account.login, name="account_login"),
    path("deconnexion/", account.logout, name="account_logout"),
    path("inscription/", account.signup, name="account_signup"),
    path("ferme/", account.account_inactive, name="account_inactive"),
    path("nom/", views.profile, name="account_profile"),
    path("confirmer-que-c-est-vous/", account.reauthenticate, name="account_reauthenticate"),
    path("adresse/", account.email, name="account_email"),
    path("adresse/confirmation-envoyee/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^adresse/confirmer/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"),
    path("mot-de-passe/", account.password_change, name="account_change_password"),
    path("mot-de-passe/premier/", account.password_set, name="account_set_password"),
    path("mot-de-passe/oublie/", account.password_reset, name="account_reset_password"),
    path("mot-de-passe/oublie/envoye/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("mot-de-passe/change/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("verification/", second_factor.index, name="mfa_index"),
    path("verification/code/", second_factor.authenticate, name="mfa_authenticate"),
    path("verification/code/encore/", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("verification/application/", never_cache(totp.activate_totp), name="mfa_activate_totp"),
    path("verification/application/retirer/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("verification/secours/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("verification/secours/nouveaux/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("verification/secours/fichier/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("cles/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("cles/ajouter/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("cles/connexion/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("cles/encore/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("cles/<int:pk>/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("cles/<int:pk>/retirer/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
]
