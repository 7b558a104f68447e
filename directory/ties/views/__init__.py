"""The pages of the ties."""
