"""The site's addresses: gathered from the rooms."""

from motcua.kit.urls import gather

urlpatterns = gather()
handler400 = "motcua.kit.web.middleware.bad_request"
handler404 = "motcua.kit.web.middleware.page_not_found"
handler500 = "motcua.kit.web.middleware.server_error"
