"""What the environments cost a month, by list prices."""
