"""Atlas clusters that hold data: each is a MongoDB server of its own, started only when data is asked for."""
