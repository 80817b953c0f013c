"""The planted bugs: their patches, the caches made of them, and how soon they are found."""
