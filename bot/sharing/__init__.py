"""Conversations that several bots share, over Redis (docs/contracts.md, section 8). Only with VEJVISER_REDIS."""
