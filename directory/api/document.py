"""What drf-spectacular leaves out of the OpenAPI document."""

from typing import Any


def bodies_are_required(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Say of every operation that takes a body that it must be sent; a hook of drf-spectacular.

    Args:
        result: the document.
        generator: not used.
        request: not used.
        public: not used.
    """
    for path in result["paths"].values():
        for operation in path.values():
            if "requestBody" in operation:
                operation["requestBody"]["required"] = True
    return result
