"""What media does, one file per use."""
