"""Error bodies in the shape of each service, for answers that no API handler gave."""

from starlette.responses import JSONResponse

from sandbox.render_api.wire import new_id


def refusal(service: str, status: int, text: str) -> JSONResponse:
    """Return `text` with `status` as the named service would word it: "render", "vercel" or "atlas"."""
    code = "SANDBOX_NOT_EMULATED" if status == 501 else "SANDBOX_FAULT"
    if service == "vercel":
        return JSONResponse({"error": {"code": code, "message": text}}, status)
    if service == "atlas":
        body = {"error": status, "errorCode": code, "detail": text, "reason": text, "parameters": []}
        return JSONResponse(body, status)
    return JSONResponse({"message": text}, status, {"Render-Request-Id": new_id("req-")})
