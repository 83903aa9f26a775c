"""Plugins for the real engine: they check inputs as the SDKs do and speak to the local cloud."""
