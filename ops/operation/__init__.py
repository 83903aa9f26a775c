"""What people do once, under pressure: in phases, each written down, so that it goes on from any end."""
