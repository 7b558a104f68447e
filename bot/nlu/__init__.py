"""Language understanding: small, fast components that read Danish."""
