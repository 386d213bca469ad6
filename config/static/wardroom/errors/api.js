/* Opens Swagger UI on the document that the page names. */
"use strict";

const holder = document.getElementById("swagger-ui");

window.ui = SwaggerUIBundle({
  domNode: holder,
  url: holder.dataset.document,
  deepLinking: true,
  filter: true,
  docExpansion: "list",
  displayOperationId: true,
  defaultModelsExpandDepth: 0,
  persistAuthorization: false,
  presets: [SwaggerUIBundle.presets.apis],
  requestInterceptor: (request) => {
    // A session's unsafe requests carry Django's CSRF token.
    const token = document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/);
    if (token && new URL(request.url, location.href).origin === location.origin) {
      request.headers["X-CSRFToken"] = token[1];
    }
    return request;
  },
});
